/**
 * Events for the JDK Flight Recorder: {@code -XX:StartFlightRecording} or {@code jcmd PID JFR.start} records them beside those of
 * the JVM, so that a pause or a loss can be laid against what happened at that moment.
 *
 * <pre>
 *   IkeEvent ──▶ dev.ringswan.Ike        Conductor ── FlightWatch ──▶ dev.ringswan.DropBurst, dev.ringswan.Stall
 * </pre>
 *
 * While nobody records they cost a test of a flag.
 */
@NullMarked
package dev.ringswan.gateway.flight;

import org.jspecify.annotations.NullMarked;
