/**
 * Why a packet goes where it goes, and what a connection would offer: {@code ringswan explain}. The answers come from the
 * policies, SAs and settings that are in force, by the same lookup that packets meet.
 *
 * <pre>
 *   words ──▶ PacketQuestion ── a packet ──▶ PacketExplanation ◀── policies, SAs   ──▶ PacketAnswer
 *   name of a connection ──────────────────▶ IkeExplanation    ◀── settings, state ──▶ lines
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.explain;

import org.jspecify.annotations.NullMarked;
