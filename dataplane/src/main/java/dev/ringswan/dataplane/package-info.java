/**
 * ESP (RFC 4303) and nothing else. The root package holds what the outside sees; the packages below it do the work.
 *
 * <pre>
 *   outbound: private port ──ingress──▶ workers (seal) ──egress──▶ public ports
 *   inbound:  public ports ──ingress──▶ workers (open) ──egress──▶ private port
 *                               ▲
 *             SaControl ────────┘  publishes SAs and policy; never edits what it has published
 * </pre>
 */
@NullMarked
package dev.ringswan.dataplane;

import org.jspecify.annotations.NullMarked;
