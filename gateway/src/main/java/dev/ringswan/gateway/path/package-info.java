/**
 * What the control thread does for the paths that SAs take.
 *
 * <pre>
 *   SaPaths ── both, for each SA that is sent on
 *   Keepalives ── one byte when an SA was silent ──▶ NAT on the path keeps its mapping
 *   PathMtus   ◀── what the system has learnt from ICMP, once a second; gives it to the SAs
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.path;

import org.jspecify.annotations.NullMarked;
