/**
 * The border to hardware: packet ports, the memory their packets live in, and nothing about any protocol above IP.
 *
 * <pre>
 *   kernel / memory ──receive──▶ PacketBurst (≤ 64 packets, one off-heap slot) ──transmit──▶ kernel / memory
 *                     PacketPort                                               PacketPort
 * </pre>
 */
@NullMarked
package dev.ringswan.nativeio;

import org.jspecify.annotations.NullMarked;
