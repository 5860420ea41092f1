/**
 * IP packets that lie in a burst: reading, checking and rewriting headers in place (RFC 791, RFC 8200).
 *
 * <pre>
 *              {@link dev.ringswan.dataplane.ip.Checksum}            sums: whole, incremental, pseudo-header
 *                    ^
 *              {@link dev.ringswan.dataplane.ip.IpHeader}            fields, sanity, the way to the upper layer
 *             ^      ^      ^       ^
 *   OuterHeaderRules MssClamp IcmpTooBig Ipv4Fragmenter   what a gateway does to packets that cross it
 * </pre>
 *
 * Everything is a static function over (burst, offset of the IP header, length of the packet). Packets come from
 * strangers: each read is checked against the packet's length first, and no content makes a function throw. Nothing
 * here allocates, or keeps a reference to a burst; whoever owns the burst may call.
 */
@NullMarked
package dev.ringswan.dataplane.ip;

import org.jspecify.annotations.NullMarked;
