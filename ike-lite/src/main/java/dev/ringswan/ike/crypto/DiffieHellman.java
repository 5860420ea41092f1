package dev.ringswan.ike.crypto;

import java.security.SecureRandom;

/**
 * A key exchange in which both sides do the same: make a key pair, send the public half, combine the private half with
 * what comes back. What differs is the {@link Group}.
 */
final class DiffieHellman implements KeyExchangeMethod {
    /** The mathematics of one group. Stateless. */
    interface Group {
        int transformId();

        /** As in the configuration. */
        String groupName();

        /** Bytes of a public value. */
        int valueLength();

        /** A private key, drawn from the generator. */
        Secret privateKey(SecureRandom random);

        /** The public value of a private key. */
        byte[] publicValue(Secret privateKey);

        /**
         * The shared secret; the value has the right length.
         *
         * @throws CryptoRefusal when the value is not a good element of the group, or the secret would be known to all
         */
        Secret agree(Secret privateKey, byte[] peerValue) throws CryptoRefusal;
    }

    private final Group group;

    DiffieHellman(Group group) {
        this.group = group;
    }

    @Override
    public int transformId() {
        return group.transformId();
    }

    @Override
    public String methodName() {
        return group.groupName();
    }

    @Override
    public int initiatorLength() {
        return group.valueLength();
    }

    @Override
    public int responderLength() {
        return group.valueLength();
    }

    @Override
    public Initiator start(SecureRandom random) {
        return new Half(group, group.privateKey(random));
    }

    @Override
    public Response respond(byte[] initiatorValue, SecureRandom random) throws CryptoRefusal {
        try (Half half = new Half(group, group.privateKey(random))) {
            return new Response(half.publicValue(), half.finish(initiatorValue));
        }
    }

    /** What the initiator keeps, and what the responder has for a moment. */
    private static final class Half implements Initiator {
        private final Group group;
        private final Secret privateKey;
        private final byte[] publicValue;

        Half(Group group, Secret privateKey) {
            this.group = group;
            this.privateKey = privateKey;
            this.publicValue = group.publicValue(privateKey);
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public Secret finish(byte[] responderValue) throws CryptoRefusal {
            if (responderValue.length != group.valueLength()) {
                throw new CryptoRefusal("the public value for " + group.groupName() + " has " + responderValue.length
                        + " bytes instead of " + group.valueLength());
            }
            return group.agree(privateKey, responderValue);
        }

        @Override
        public void close() {
            privateKey.close();
        }
    }
}
