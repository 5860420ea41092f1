package dev.ringswan.ike.api;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of a connection, for the operator.
 *
 * @param connection its name
 * @param ikeSas in the order in which they began; during a rekey there are several
 * @param downChildren names of the configured children that have no child SA
 * @param lastFailure the last thing that went wrong, whether or not it was mended
 */
public record ConnectionStatus(
        String connection, List<IkeSaStatus> ikeSas, List<String> downChildren, Optional<Failure> lastFailure) {
    /** Copies the lists. */
    public ConnectionStatus {
        ikeSas = List.copyOf(ikeSas);
        downChildren = List.copyOf(downChildren);
    }

    /**
     * What went wrong.
     *
     * @param reason one sentence
     * @param atNs when, on the clock of {@code handle}
     */
    public record Failure(String reason, long atNs) {}
}
