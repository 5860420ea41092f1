/**
 * What a monitoring system reads: metrics in the text format of Prometheus, and whether the gateway is well.
 *
 * <pre>
 *   HTTP thread ── /metrics, /healthz ──▶ Readings ──asks──▶ conductor: StatusReport, GatewayStatus
 *                                            │
 *                     ChildTotals ◀──────────┴─▶ GatewayMetrics, and the JVM's own
 * </pre>
 *
 * Nothing is counted twice: the counters of the data plane are read when somebody asks, and only then.
 */
@NullMarked
package dev.ringswan.gateway.metrics;

import org.jspecify.annotations.NullMarked;
