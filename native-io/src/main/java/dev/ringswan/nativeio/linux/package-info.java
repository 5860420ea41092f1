/**
 * Packet ports on Linux, by system calls through the foreign function interface. Nothing is installed and no C is compiled.
 *
 * <pre>
 *   LinuxPorts ─┬─ UdpPort ────┐
 *               ├─ RawIpPort ──┼─ MessageSocket ── MessageTables (in the slot) ─┐
 *               ├─ IpSender ───┘   sendmmsg, recvmmsg (MessageReceiver,         │
 *               │                  or TrainReceiver with UDP_GRO)               │
 *               ├─ XdpPort ────── past the first two: XdpQueue (umem, XdpRing), XdpFilter by Bpf, LinkHeaders by NextHops
 *               ├─ TunPort ────── read (Segmenter), writev (Coalescer) ─────────┼─ Libc ── kernel
 *               └─ Poller ─────── poll, eventfd ────────────────────────────────┘
 * </pre>
 *
 * Structures are laid out in {@code SocketLayouts}, which a test compares with a C compiler. A failed call at start-up
 * becomes a sentence with the cure ({@code Errno}); one that concerns a packet is counted
 * ({@link dev.ringswan.nativeio.PortEvent}).
 */
@NullMarked
package dev.ringswan.nativeio.linux;

import org.jspecify.annotations.NullMarked;
