package dev.ringswan.ike.wire;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Payload protections straight from the JDK, for tests: clear and slow. */
final class JcaProtection {
    private JcaProtection() {}

    /** AES-GCM or ChaCha20-Poly1305 with a salt before an IV of 8 bytes (RFC 5282, RFC 7634). */
    record Combined(String cipher, Bytes key, Bytes salt, AtomicLong nextIv) implements PayloadProtection {
        static Combined gcm(byte[] keyAndSalt) {
            return of("AES/GCM/NoPadding", keyAndSalt, 1);
        }

        static Combined chaCha(byte[] keyAndSalt, long firstIv) {
            return of("ChaCha20-Poly1305", keyAndSalt, firstIv);
        }

        private static Combined of(String cipher, byte[] keyAndSalt, long firstIv) {
            int keyLength = keyAndSalt.length - 4;
            Bytes key = Bytes.of(keyAndSalt, 0, keyLength);
            return new Combined(cipher, key, Bytes.of(keyAndSalt, keyLength, 4), new AtomicLong(firstIv));
        }

        @Override
        public int ivLength() {
            return 8;
        }

        @Override
        public int icvLength() {
            return 16;
        }

        @Override
        public int blockLength() {
            return 1;
        }

        @Override
        public byte[] seal(byte[] associatedData, byte[] plaintext) {
            ByteWriter out = new ByteWriter();
            out.int64(nextIv.getAndIncrement());
            byte[] iv = out.toArray();
            out.bytes(run(Cipher.ENCRYPT_MODE, associatedData, iv, plaintext));
            return out.toArray();
        }

        @Override
        public byte @Nullable [] open(byte[] associatedData, byte[] sealed) {
            try {
                byte[] iv = Arrays.copyOf(sealed, 8);
                return run(Cipher.DECRYPT_MODE, associatedData, iv, Arrays.copyOfRange(sealed, 8, sealed.length));
            } catch (IllegalStateException _) {
                return null;
            }
        }

        private byte[] run(int mode, byte[] associatedData, byte[] iv, byte[] text) {
            ByteWriter nonce = new ByteWriter();
            nonce.bytes(salt);
            nonce.bytes(iv);
            boolean gcm = cipher.contains("GCM");
            try {
                Cipher jca = Cipher.getInstance(cipher);
                jca.init(
                        mode,
                        new SecretKeySpec(key.toArray(), gcm ? "AES" : "ChaCha20"),
                        gcm ? new GCMParameterSpec(128, nonce.toArray()) : new IvParameterSpec(nonce.toArray()));
                jca.updateAAD(associatedData);
                return jca.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A block or stream cipher and an HMAC over the whole message before the ICV. */
    record Separate(
            String cipher,
            Bytes key,
            Bytes salt,
            int ivLength,
            int blockLength,
            String mac,
            Bytes macKey,
            int icvLength)
            implements PayloadProtection {
        @Override
        public byte[] seal(byte[] associatedData, byte[] plaintext) {
            byte[] iv = new byte[ivLength];
            Arrays.fill(iv, (byte) 0x5a);
            ByteWriter out = new ByteWriter();
            out.bytes(iv);
            out.bytes(run(Cipher.ENCRYPT_MODE, iv, plaintext));
            out.bytes(icv(associatedData, out.toArray()));
            return out.toArray();
        }

        @Override
        public byte @Nullable [] open(byte[] associatedData, byte[] sealed) {
            byte[] body = Arrays.copyOf(sealed, sealed.length - icvLength);
            byte[] icv = Arrays.copyOfRange(sealed, body.length, sealed.length);
            if (!MessageDigest.isEqual(icv, icv(associatedData, body))) {
                return null;
            }
            byte[] iv = Arrays.copyOf(body, ivLength);
            return run(Cipher.DECRYPT_MODE, iv, Arrays.copyOfRange(body, ivLength, body.length));
        }

        private byte[] icv(byte[] associatedData, byte[] body) {
            try {
                Mac jca = Mac.getInstance(mac);
                jca.init(new SecretKeySpec(macKey.toArray(), mac));
                jca.update(associatedData);
                return Arrays.copyOf(jca.doFinal(body), icvLength);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] run(int mode, byte[] iv, byte[] text) {
            ByteWriter counter = new ByteWriter();
            counter.bytes(salt);
            counter.bytes(iv);
            if (!salt.isEmpty()) {
                counter.int32(1);
            }
            try {
                Cipher jca = Cipher.getInstance(cipher);
                String algorithm = cipher.substring(0, cipher.indexOf('/'));
                jca.init(mode, new SecretKeySpec(key.toArray(), algorithm), new IvParameterSpec(counter.toArray()));
                return jca.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** AES-CBC with HMAC-SHA2-256-128. */
    static Separate cbc(byte[] key, byte[] macKey) {
        return new Separate(
                "AES/CBC/NoPadding", Bytes.of(key), Bytes.EMPTY, 16, 16, "HmacSHA256", Bytes.of(macKey), 16);
    }
}
