/**
 * What goes into IKE and what comes out of it: values only.
 *
 * <pre>
 *  IkeConfig ─┐
 *  IkeInput ──┴──▶ IkeEndpoint ──▶ IkeEffect ─┬─ datagrams
 *                                             ├─ SaDescriptions for the data plane
 *                                             └─ IkeEvents for the operator
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.api;

import org.jspecify.annotations.NullMarked;
