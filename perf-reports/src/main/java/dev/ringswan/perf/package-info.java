/**
 * Statistics and verdicts over benchmark result files (JSON Lines, see this module's README).
 *
 * <pre>
 *   A.jsonl, B.jsonl ──ResultFile──▶ FloorRecord ──Comparison──▶ Verdict ──Report──▶ table, exit code
 *                                                      │
 *                                                 SignedRank (Hodges–Lehmann estimate, exact interval)
 * </pre>
 */
@NullMarked
package dev.ringswan.perf;

import org.jspecify.annotations.NullMarked;
