/**
 * What an operator can ask of a running gateway, over a Unix socket.
 *
 * <pre>
 *   ringswan up, status … ──▶ ControlCaller                              one JSON object a line, both ways
 *                                  │ Unix socket, mode 0600, its own user and root only
 *   thread "control"          ControlServer ── ControlConnection (16 at most, one command at a time each)
 *                                  │   ▲        reads a configuration for reload
 *                          commands│   │replies    ControlQueues: bounded, nobody waits
 *                                  ▼   │
 *   conductor's thread          Operator ──▶ IkeControl, GatewayStatus
 * </pre>
 *
 * The conductor never touches the socket, and the control thread never touches a SA.
 */
@NullMarked
package dev.ringswan.gateway.control;

import org.jspecify.annotations.NullMarked;
