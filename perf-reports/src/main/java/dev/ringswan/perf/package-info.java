/**
 * Statistics and verdicts over benchmark result files (JSON Lines, see this module's README).
 *
 * <pre>
 *   FILE ──ResultFile──▶ FloorRecord ──SummaryCommand──▶ table
 *
 *   BASE, CANDIDATE ──ResultFile──▶ FloorRecord ──Comparison──▶ Row with Verdict ──CompareCommand──▶ table, exit code
 *                                                     │
 *                                                SignedRank (Hodges–Lehmann estimate, exact interval)
 * </pre>
 */
@NullMarked
package dev.ringswan.perf;

import org.jspecify.annotations.NullMarked;
