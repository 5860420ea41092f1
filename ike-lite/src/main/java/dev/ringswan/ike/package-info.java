/**
 * IKEv2 as a function.
 *
 * <pre>
 * wire     bytes ◀──▶ messages (RFC 7296 §3)
 *   ▲
 * crypto   keys, key exchanges, ciphers, signatures; its ciphers protect payloads of wire
 * </pre>
 */
@NullMarked
package dev.ringswan.ike;

import org.jspecify.annotations.NullMarked;
