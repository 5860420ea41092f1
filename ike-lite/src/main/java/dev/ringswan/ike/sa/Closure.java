package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.CloseCause;

/**
 * The end of an IKE SA.
 *
 * @param reason one sentence for the operator
 */
public record Closure(CloseCause cause, String reason) {}
