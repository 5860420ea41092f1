package dev.ringswan.bench.pipeline;

import java.util.Locale;

/** The protocol between the gateways. */
public enum Codec {
    /** The product. */
    ESP,
    /** The baseline: {@link dev.ringswan.bench.wireguard.WireGuardDataplane}. */
    WIREGUARD;

    /** The name in result files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
