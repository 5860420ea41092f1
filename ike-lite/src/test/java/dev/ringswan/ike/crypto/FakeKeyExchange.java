package dev.ringswan.ike.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * A key exchange without mathematics, for simulations: each side sends random bytes, 16 usually, and the secret is a hash of
 * both. Anyone who listens knows it, which is the point: it costs next to nothing.
 */
public final class FakeKeyExchange implements KeyExchangeMethod {
    private static final int LENGTH_USUAL = 16;
    private static final byte[] LABEL = "fake".getBytes(StandardCharsets.US_ASCII);

    private final int transformId;
    private final int length;

    /** Stands in for the method of that id. */
    public FakeKeyExchange(int transformId) {
        this(transformId, LENGTH_USUAL);
    }

    /** The same with public values of that many bytes. */
    public FakeKeyExchange(int transformId, int length) {
        this.transformId = transformId;
        this.length = length;
    }

    @Override
    public int transformId() {
        return transformId;
    }

    @Override
    public String methodName() {
        return "fake" + transformId;
    }

    @Override
    public int initiatorLength() {
        return length;
    }

    @Override
    public int responderLength() {
        return length;
    }

    @Override
    public Initiator start(SecureRandom random) {
        byte[] own = draw(random);
        return new Initiator() {
            @Override
            public byte[] publicValue() {
                return own.clone();
            }

            @Override
            public Secret finish(byte[] responderValue) throws CryptoRefusal {
                return agree(own, responderValue);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Response respond(byte[] initiatorValue, SecureRandom random) throws CryptoRefusal {
        byte[] own = draw(random);
        return new Response(own, agree(initiatorValue, own));
    }

    private byte[] draw(SecureRandom random) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    private Secret agree(byte[] initiatorValue, byte[] responderValue) throws CryptoRefusal {
        if (initiatorValue.length != length || responderValue.length != length) {
            throw new CryptoRefusal("a public value of the fake method has " + length + " bytes");
        }
        return Prf.HMAC_SHA2_256.derive(Secret.copyOf(LABEL), initiatorValue, responderValue);
    }
}
