/**
 * IKE and the data plane meet here, and nowhere else.
 *
 * <pre>
 *   port 500 ─┐                                         ┌─▶ IkeDatagrams ──▶ port 500, port 4500
 *   data plane ── datagrams, limits, acquires ──▶ IkeControl ──▶ IkeEndpoint ──▶ EffectExecutor ─┼─▶ NegotiatedChildren ──▶ SAs, policies
 *   operator ─┘             (inputs)                   (effects)                                └─▶ IkeLog
 * </pre>
 *
 * All of it runs on the conductor's thread.
 */
@NullMarked
package dev.ringswan.gateway.ike;

import org.jspecify.annotations.NullMarked;
