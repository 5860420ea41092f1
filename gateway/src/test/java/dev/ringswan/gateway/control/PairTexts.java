package dev.ringswan.gateway.control;

/** Configurations of two gateways that agree on each other; connection office has children net and lab. */
final class PairTexts {
    static final String FIRST = text("192.0.2.1", "192.0.2.2", "a", "b", 1, 2);
    static final String SECOND = text("192.0.2.2", "192.0.2.1", "b", "a", 2, 1);

    private PairTexts() {}

    private static String text(String local, String remote, String own, String peer, int ownNet, int peerNet) {
        return """
                gateway {
                    mode = inline
                    cell_size = 2048
                }
                tun {
                    routes = none
                }
                connections {
                    office {
                        local_addrs = %1$s
                        remote_addrs = %2$s
                        encap = yes
                        proposals = aes256gcm16-prfsha256-x25519
                        local {
                            auth = psk
                            id = gw-%3$s.example
                        }
                        remote {
                            auth = psk
                            id = gw-%4$s.example
                        }
                        children {
                            net {
                                local_ts = 10.%5$d.0.0/24
                                remote_ts = 10.%6$d.0.0/24
                                esp_proposals = aes256gcm16-esn
                            }
                            lab {
                                local_ts = 10.%5$d.1.0/24
                                remote_ts = 10.%6$d.1.0/24
                                esp_proposals = aes128gcm16-esn
                            }
                        }
                    }
                    depot {
                        local_addrs = %1$s
                        remote_addrs = 192.0.2.99
                        encap = yes
                        local {
                            auth = psk
                            id = gw-%3$s.example
                        }
                        remote {
                            auth = psk
                            id = depot.example
                        }
                        children {
                            net {
                                local_ts = 10.%5$d.2.0/24
                                remote_ts = 10.9.0.0/24
                            }
                        }
                    }
                }
                """.formatted(local, remote, own, peer, ownNet, peerNet) + secrets(own, peer);
    }

    private static String secrets(String own, String peer) {
        return """
                secrets {
                    ike-peer {
                        id = gw-%2$s.example
                        secret = 0x000102030405060708090a0b0c0d0e0f
                    }
                    ike-own {
                        id = gw-%1$s.example
                        secret = 0x000102030405060708090a0b0c0d0e0f
                    }
                    ike-depot {
                        id = depot.example
                        secret = 0x101112131415161718191a1b1c1d1e1f
                    }
                }
                """.formatted(own, peer);
    }
}
