package dev.ringswan.gateway.interop;

/** The two ends of a tunnel. */
enum Side {
    /** Where Ringswan stands; in the control experiment strongSwan too. */
    OURS,
    /** Where the other implementation stands. */
    THEIRS;

    Side other() {
        return this == OURS ? THEIRS : OURS;
    }

    /** As it stands in names of namespaces, files and identities. */
    String label() {
        return this == OURS ? "ours" : "theirs";
    }

    /** As it stands in sentences. */
    String subject() {
        return this == OURS ? "we" : "they";
    }
}
