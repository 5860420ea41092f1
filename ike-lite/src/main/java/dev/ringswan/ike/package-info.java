/**
 * IKEv2 as a function.
 *
 * <pre>
 * IkeEndpoint   handle(input, now) -> effects; the only entry
 *   │
 * exchange      what the two sides say to each other
 *   │
 * sa            the state of IKE SAs and their children
 *   │
 * api           configuration, inputs, effects, events
 *   │
 * negotiate     proposals and traffic selectors: pure functions
 *   │
 * crypto        keys, key exchanges, ciphers, signatures; its ciphers protect payloads of wire
 *   │
 * wire          bytes ◀──▶ messages (RFC 7296 §3)
 * </pre>
 */
@NullMarked
package dev.ringswan.ike;

import org.jspecify.annotations.NullMarked;
