package dev.ringswan.gateway.config;

import java.security.PrivateKey;
import java.util.List;

/**
 * What a configuration proves identities with. <em>Ownership:</em> closing it wipes the shared keys; private keys are the
 * JDK's.
 *
 * @param privateKeys those that the file names
 */
record Secrets(SharedKeys sharedKeys, List<PrivateKey> privateKeys) implements AutoCloseable {
    Secrets {
        privateKeys = List.copyOf(privateKeys);
    }

    static Secrets none() {
        return new Secrets(new SharedKeys(), List.of());
    }

    @Override
    public void close() {
        sharedKeys.close();
    }
}
