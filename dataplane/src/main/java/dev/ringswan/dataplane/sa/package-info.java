/**
 * Security associations: what the control thread says of them, what the packet path keeps of them, and when they may go.
 *
 * <pre>
 *   SaParameters ──SaControl──▶ InboundSa  ──release──▶ InboundSaTable[SPI & mask]   ──acquire──▶ inbound ingress
 *                          └──▶ OutboundSa ──release──▶ OutboundSlot (one per child) ──acquire──▶ outbound ingress
 *   unlinked ──GracePeriod──▶ nobody can hold it ──▶ keys wiped
 * </pre>
 */
@NullMarked
package dev.ringswan.dataplane.sa;

import org.jspecify.annotations.NullMarked;
