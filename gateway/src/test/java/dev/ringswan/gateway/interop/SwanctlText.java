package dev.ringswan.gateway.interop;

/**
 * The sections {@code connections} and {@code secrets} of one side. Both implementations read the same language, so one text
 * serves both; what only one of them has comes in {@link Extras}.
 */
final class SwanctlText {
    /** The connection. */
    static final String CONNECTION = "tunnel";
    /** Its child. */
    static final String CHILD = "net";

    private static final String SHORT_IKE = """
            rekey_time = 7s
            over_time = 10s
            rand_time = 1s
            """;
    private static final String SHORT_CHILD = """
            rekey_time = 3s
            life_time = 10s
            rand_time = 1s
            """;

    private SwanctlText() {}

    /**
     * Further lines.
     *
     * @param connection in the section of the connection
     * @param child in the section of the child
     */
    record Extras(String connection, String child) {}

    static String of(Setup setup, Side side, Extras extras) {
        Topology topology = setup.topology();
        Topology.Site own = topology.site(side);
        Topology.Site peer = topology.site(side.other());
        // Behind NAT a peer has the address of the router; who answers it does not know which beforehand.
        String remote = setup.nat().hides(side.other()) ? "%any" : peer.outer();
        boolean certificates = setup.authentication().usesCertificates();
        String auth = certificates ? "pubkey" : "psk";
        return """
                connections {
                    %s {
                        version = 2
                        local_addrs = %s
                        remote_addrs = %s
                        proposals = %s
                        dpd_delay = 1s
                        %s
                        %s
                        local {
                            auth = %s
                            id = %s
                            %s
                        }
                        remote {
                            auth = %s
                            id = %s
                            %s
                        }
                        children {
                            %s {
                                local_ts = %s
                                remote_ts = %s
                                esp_proposals = %s
                                %s
                                %s
                            }
                        }
                    }
                }
                """.formatted(
                                CONNECTION,
                                own.outer(),
                                remote,
                                setup.ike(),
                                setup.shortLived() == side ? SHORT_IKE : "",
                                extras.connection(),
                                auth,
                                setup.identity(side),
                                certificates ? "certs = gateway.pem" : "",
                                auth,
                                setup.identity(side.other()),
                                certificates ? "cacerts = root.pem" : "",
                                CHILD,
                                own.network(),
                                peer.network(),
                                setup.esp(),
                                setup.shortLived() == side ? SHORT_CHILD : "",
                                extras.child())
                + secrets(setup);
    }

    private static String secrets(Setup setup) {
        if (setup.authentication().usesCertificates()) {
            return "";
        }
        return """
                secrets {
                    ike-interop {
                        id-a = %s
                        id-b = %s
                        secret = "%s"
                    }
                }
                """.formatted(setup.identity(Side.OURS), setup.identity(Side.THEIRS), Credentials.sharedKey(setup));
    }
}
