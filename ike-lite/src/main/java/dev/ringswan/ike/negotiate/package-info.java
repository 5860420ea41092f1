/**
 * What two sides agree on: pure functions from what is configured and what is offered.
 *
 * <pre>
 *  configured TransformSets ──▶ Proposals.offer ──▶ SA payload ──▶ peer
 *  configured TransformSets ──▶ Proposals.choose ◀── SA payload ◀── peer      or the reason why nothing matched
 *  configured selectors ──────▶ SelectorNarrowing ◀── TS payload ◀── peer
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.negotiate;

import org.jspecify.annotations.NullMarked;
