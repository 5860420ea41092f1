/**
 * What the two sides say to each other, one class for each exchange. Each reads a message, changes the IKE SA, and leaves
 * effects in the {@code ExchangeContext}.
 *
 * <pre>
 *  InitExchange ──▶ AuthExchange ──▶ InformationalExchange     liveness, deletion
 *                       │       └──▶ ChildExchange             rekeys a child SA
 *                       └─ ChildAgreement ─┘                   proposals, selectors and keys of a child SA
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.exchange;

import org.jspecify.annotations.NullMarked;
