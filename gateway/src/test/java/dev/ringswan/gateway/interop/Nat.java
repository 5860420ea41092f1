package dev.ringswan.gateway.interop;

/** What the router between the gateways does. */
enum Nat {
    /** It forwards. */
    NONE(""),
    /** It forwards, except for IP fragments, as many a firewall. */
    NO_FRAGMENTS("""
            table ip lab {
                chain forward {
                    type filter hook forward priority 0;
                    ip frag-off & 0x3fff != 0 drop
                }
            }
            """),
    /** It hides our gateway behind its own address, and chooses ports at random. */
    HIDES_OURS(hiding(Side.OURS)),
    /** It hides theirs. */
    HIDES_THEIRS(hiding(Side.THEIRS));

    private final String rules;

    Nat(String rules) {
        this.rules = rules;
    }

    /** In the language of nft; empty for none. */
    String rules() {
        return rules;
    }

    boolean hides(Side side) {
        return this == (side == Side.OURS ? HIDES_OURS : HIDES_THEIRS);
    }

    private static String hiding(Side side) {
        return """
            table ip lab {
                chain postrouting {
                    type nat hook postrouting priority 100;
                    iifname "%s" oifname "%s" meta l4proto udp masquerade to :20000-39999 random
                }
            }
            """.formatted(side.label(), side.other().label());
    }
}
