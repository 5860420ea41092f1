/**
 * The gateway as a process on Linux: devices, threads, signals.
 *
 * <pre>
 *   Daemon ── LinuxDevices   sockets, TUN, addresses and routes (ip)
 *     │  ───── Gateway       agents
 *     └ one thread per agent, idle: yield ▶ poll(2) on the ports it receives from
 *         inbound    public sockets ▶ … ▶ TUN
 *         outbound   TUN ▶ … ▶ public sockets
 *         conductor  events, IKE, operators' commands, sequence numbers, status line, counters file
 *         control    operators' connections
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.daemon;

import org.jspecify.annotations.NullMarked;
