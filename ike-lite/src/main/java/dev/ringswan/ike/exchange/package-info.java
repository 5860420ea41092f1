/**
 * What the two sides say to each other, one class for each exchange. Each reads a message, changes the IKE SA, and leaves
 * effects in the {@code ExchangeContext}.
 *
 * <pre>
 *  SetupExchanges ─┬─ InitExchange            who may begin (Admission), keys
 *                  ├─ IntermediateExchange    more keys
 *                  └─ AuthExchange            who is who (Proofs, ConnectionChoice), the first child SA
 *  EstablishedExchanges ─┬─ ChildExchange     makes and rekeys child SAs
 *                        ├─ RekeyIkeExchange  rekeys the IKE SA
 *                        └─ InformationalExchange  liveness, deletion
 *  ChildAgreement    proposals, selectors and keys of a child SA
 *  ChildSas          what becomes of child SAs in the data plane
 *  Closing           the end of an IKE SA
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.exchange;

import org.jspecify.annotations.NullMarked;
