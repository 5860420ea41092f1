/**
 * The configuration: a typed subset of the syntax of strongSwan's {@code swanctl.conf}.
 *
 * <pre>
 *   file ──ConfigLoader──▶ text ──SwanctlParser──▶ Section tree ──SectionReader──▶ records ──▶ GatewayConfig
 *        mode bits, size         lines                          types, units,            sums across
 *                                                               unknown keys             sections
 * </pre>
 *
 * Each arrow can find faults; all faults of a file are reported together, each with file, line, and what to write instead.
 * The records are immutable and valid once they exist. Keys live in {@link Secret}, which does not print.
 */
@NullMarked
package dev.ringswan.gateway.config;

import org.jspecify.annotations.NullMarked;
