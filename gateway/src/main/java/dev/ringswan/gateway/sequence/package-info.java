/**
 * Sequence numbers that survive a restart. With AES-GCM and ChaCha20-Poly1305 the IV is the sequence number, and one IV
 * used twice under one key gives the authentication key away (RFC 4106 §2): a gateway whose keys outlive it must know
 * which numbers it may have used.
 *
 * <pre>
 *   numbers of one key   1 ─────────────── next ───────────── limit ─────────────▶
 *                        used or given up  reserved on disk   nobody may use them
 *
 *   extend:   write temporary file ▶ fsync ▶ rename over the old one ▶ fsync directory ▶ raise the limit in the data plane
 *   restart:  next = the limit on disk
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.sequence;

import org.jspecify.annotations.NullMarked;
