/**
 * The security policy database: which packets are protected, passed or discarded (RFC 4301 §4.4.1).
 *
 * <pre>
 *  configuration, IKE                                   packet in a burst
 *        |                                                     |
 *  {@link dev.ringswan.dataplane.policy.TrafficSelector}: address range, protocol, ports      {@link dev.ringswan.dataplane.policy.Flow}.parse
 *        |                                                     |
 *  {@link dev.ringswan.dataplane.policy.TrafficSelectors}: (local, remote) lists  &lt;-- matches ---+   inbound, after decapsulation
 *        |                                                     |
 *  {@link dev.ringswan.dataplane.policy.Policy}: action, selectors, child                       |
 *        |                                                     |
 *  {@link dev.ringswan.dataplane.policy.PolicySnapshot}: ordered, immutable  &lt;------- lookup ---+   outbound
 *        |
 *  {@link dev.ringswan.dataplane.policy.PolicyTable}: the published snapshot
 * </pre>
 *
 * <em>Local</em> is our side of an SA: the source of outbound packets and the target of inbound ones. What no policy
 * matches is discarded.
 */
@NullMarked
package dev.ringswan.dataplane.policy;

import org.jspecify.annotations.NullMarked;
