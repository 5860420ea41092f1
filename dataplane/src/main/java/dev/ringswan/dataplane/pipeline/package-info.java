/**
 * How the stages of one direction are run.
 *
 * <pre>
 *   InlineRunner    one agent:    source → ingress stages → worker stages → egress stages
 *   RingRunner      ingress:      source → ingress stages ─publish─▶ BurstRing
 *                   worker i:     its bursts → worker stages
 *                   egress:       bursts in ring order → egress stages
 * </pre>
 *
 * Both take the same {@link dev.ringswan.dataplane.pipeline.Pipeline}, which knows no thread.
 */
@NullMarked
package dev.ringswan.dataplane.pipeline;

import org.jspecify.annotations.NullMarked;
