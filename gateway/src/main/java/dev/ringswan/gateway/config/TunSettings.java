package dev.ringswan.gateway.config;

import java.util.List;

/**
 * Section {@code tun}: the private side, a TUN device that the gateway makes and that goes away with it.
 *
 * @param name of the device, 1 to 15 characters
 * @param mtu of the device, in bytes
 * @param addresses of the device, with the prefix of their network
 * @param routes networks that the kernel is to send into the device: those of the file, and those behind the peers
 */
public record TunSettings(String name, int mtu, List<Prefix> addresses, List<Prefix> routes) {
    /** Linux: IFNAMSIZ less the closing zero. */
    private static final int NAME_LENGTH_MAX = 15;

    private static final String NO_ROUTES = "none";
    private static final String NAME_DEFAULT = "ringswan0";
    /** 1,500 less what tunnel mode with UDP encapsulation over IPv6 adds at most, rounded. */
    private static final int MTU_DEFAULT = 1_400;

    public TunSettings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        if (!name.matches("[A-Za-z0-9_.-]{1," + NAME_LENGTH_MAX + "}")
                || name.startsWith(".")
                || name.startsWith("-")) {
            throw new IllegalArgumentException("name is 1 to 15 letters, digits, '.', '-' and '_', not '" + name + "'");
        }
    }

    /** Whether the file leaves all routes to the operator: {@code routes = none}. */
    static boolean hasNoRoutes(SectionReader reader) {
        return reader.value("routes", "", text -> text).equals(NO_ROUTES);
    }

    static TunSettings read(SectionReader reader) {
        String name = reader.value("name", NAME_DEFAULT, Values::text);
        int mtu = reader.value("mtu", MTU_DEFAULT, text -> Values.integer(text, 576, 65_535));
        List<Prefix> addresses = reader.list("addresses", Prefix::parse);
        List<Prefix> routes = hasNoRoutes(reader) ? List.of() : reader.list("routes", Prefix::parse);
        TunSettings settings = reader.build(() -> new TunSettings(name, mtu, addresses, routes));
        reader.finish();
        return settings == null ? defaults() : settings;
    }

    static TunSettings defaults() {
        return new TunSettings(NAME_DEFAULT, MTU_DEFAULT, List.of(), List.of());
    }
}
