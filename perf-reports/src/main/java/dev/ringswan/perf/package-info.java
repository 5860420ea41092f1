/**
 * Statistics, verdicts and reports over benchmark result files (JSON Lines, see this module's README).
 *
 * <pre>
 *   FILE ──ResultFile──▶ Sample ──▶ SummaryCommand: table
 *                          │
 *                          ├──▶ Comparison ──▶ Row with Verdict ──▶ Decision ──▶ table, JSON, Markdown, JUnit XML, exit code
 *                          │        │
 *                          │    SignedRank (Hodges–Lehmann estimate, exact interval), Margin, Waivers
 *                          │
 *   GateCommand ──Builds──▶ GateRun ──LegLauncher──▶ one JVM a leg and pair, watched by MachineState
 *                              └──TwoStage: which series deserve more pairs, and the rows of both stages
 * </pre>
 */
@NullMarked
package dev.ringswan.perf;

import org.jspecify.annotations.NullMarked;
