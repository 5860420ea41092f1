/**
 * Open-loop traffic: each packet has a time at which it is due, and what is sent or arrives late is late by that time.
 *
 * <pre>
 *   MlrSearch ──load, seconds──▶ Loader ──▶ MemoryLoad   two gateways in this JVM
 *        ▲                         │    └─▶ UdpLoad      a sender and a sink in network namespaces, gateways of any make between
 *        └──── loss ratio ── Trial ◀── Tally ◀── Probe: number, due time and checksum in each packet
 * </pre>
 */
@NullMarked
package dev.ringswan.bench.load;

import org.jspecify.annotations.NullMarked;
