package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.Secret;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;

/**
 * What a configuration proves identities with. <em>Ownership:</em> closing it wipes the shared keys; private keys are the
 * JDK's.
 *
 * @param privateKeys those that the file names
 * @param postquantumKeys postquantum preshared keys (RFC 8784) by their id
 * @param complete whether all could be read, so that it is worth reporting what is missing
 */
record Secrets(
        SharedKeys sharedKeys, List<PrivateKey> privateKeys, Map<String, Secret> postquantumKeys, boolean complete)
        implements AutoCloseable {
    Secrets {
        privateKeys = List.copyOf(privateKeys);
        postquantumKeys = Map.copyOf(postquantumKeys);
    }

    static Secrets none() {
        return new Secrets(new SharedKeys(), List.of(), Map.of(), true);
    }

    @Override
    public void close() {
        sharedKeys.close();
        postquantumKeys.values().forEach(Secret::close);
    }
}
