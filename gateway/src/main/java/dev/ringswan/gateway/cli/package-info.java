/**
 * The command line.
 *
 * <pre>
 *   ringswan ─┬─ run --config FILE      the daemon
 *             ├─ new aws|azure|gcp      writes a configuration for a cloud's VPN gateway
 *             ├─ check --config FILE    reads a configuration and says what is wrong
 *             ├─ status, counters       what the daemon does, asked over its control socket
 *             ├─ explain packet, ike    why a packet goes where it goes, what a connection offers
 *             ├─ top                    the tunnels with their rates, again and again
 *             ├─ up, down, rekey        of a connection or a child
 *             ├─ reload, stop           of the daemon
 *             ├─ engines                what each crypto engine says about this machine
 *             ├─ version
 *             ├─ traffic, demo          tools of scripts/demo, not shown in the help
 *             └─ manual, completion     for packages, not shown in the help
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.cli;

import org.jspecify.annotations.NullMarked;
