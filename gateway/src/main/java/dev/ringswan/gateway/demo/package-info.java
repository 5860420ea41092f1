/**
 * The tools of {@code scripts/demo}: traffic whose every byte is checked at both ends, and the demo without root.
 *
 * <pre>
 *   netns    host-a ── gw-a ══ ESP ══ gw-b ── host-b       the script; here only TrafficSender, TrafficReceiver, DemoConfig
 *
 *   memory   MemoryHost ─ Gateway ═ MemoryPort ═ Gateway ─ MemoryHost     all in one thread: MemoryDemo
 *            TCP segments, pings                 ACKs, answers
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.demo;

import org.jspecify.annotations.NullMarked;
