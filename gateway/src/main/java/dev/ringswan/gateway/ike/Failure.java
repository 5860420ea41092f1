package dev.ringswan.gateway.ike;

/**
 * Why something is not up.
 *
 * @param reason a sentence
 * @param atNs when, by the gateway's clock
 * @param number counts all failures of a gateway, so that a later one has a higher number
 */
public record Failure(String reason, long atNs, long number) {}
