package dev.ringswan.gateway.interop;

import java.util.List;

/**
 * One cell of the table.
 *
 * @param name parts from coarse to fine, joined by {@code /}
 * @param setup what both ends are configured for
 * @param steps what happens; both ends have been started, nothing has been negotiated
 */
record Scenario(String name, Setup setup, List<Step> steps) {
    Scenario {
        steps = List.copyOf(steps);
    }

    /** Whether the name fits a pattern with {@code *} for anything and {@code ?} for one character. */
    boolean matches(String glob) {
        String regex = "\\Q" + glob.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
        return name.matches(regex);
    }
}
