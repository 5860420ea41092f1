/**
 * Configurations for the VPN gateways of clouds: {@code ringswan new}.
 *
 * <pre>
 *   the file that the cloud's console offers ──ConsoleFile──▶ CloudTunnels ──CloudConfig──▶ NAME.conf
 *   options of the command line ───────────────────────────────▶   │
 * </pre>
 *
 * What the file may not say is checked by {@code config.CloudLints}, each time the configuration is read.
 */
@NullMarked
package dev.ringswan.gateway.profile;

import org.jspecify.annotations.NullMarked;
