/**
 * The messages of IKEv2 (RFC 7296 §3), between bytes and values. Pure functions over immutable values: nothing here has
 * state, but {@code Fragments}, which collects the fragments of one message.
 *
 * <pre>
 *  receive                                                               send
 *
 *  datagram ──▶ IkeHeader.decode    whose IKE SA is it?
 *     │
 *     ├─ IKE_SA_INIT ──▶ MessageDecoder ──▶ Message      Message ──▶ MessageEncoder ──▶ datagram
 *     │
 *     └─ all others ──▶ SealedMessage.decode             PayloadChain.of(header, payloads)
 *                        │          │ fragment              │                │ too long
 *                        ▼          ▼                       ▼                ▼
 *                       open    Fragments.add           SealedMessage    Fragments
 *                        │          │                     .seal           .split
 *                        ▼          ▼                       ▼                ▼
 *                       PayloadChain (authentic)         datagram        datagrams
 *                        │
 *                        ▼ decode
 *                       Message
 * </pre>
 *
 * <p>Whatever is wrong with the bytes of a peer is one {@code InvalidSyntaxException}, with the place, and with the
 * notify that answers it. What {@code SealedMessage.decode} refuses is not authentic and is dropped; what {@code open}
 * and {@code PayloadChain.decode} refuse was sent by the peer itself and may be answered. Work and memory are linear in
 * the length of a message, which has at most 64 KiB.
 */
@NullMarked
package dev.ringswan.ike.wire;

import org.jspecify.annotations.NullMarked;
