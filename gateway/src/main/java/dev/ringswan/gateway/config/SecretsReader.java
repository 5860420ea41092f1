package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads section {@code secrets}. */
final class SecretsReader {
    /** Bytes from which on a key cannot be guessed, if it is random. */
    private static final int LENGTH_GOOD = 16;

    /** Sections that name a file with a private key. */
    private static final List<String> PRIVATE_KEYS = List.of("private", "rsa", "ecdsa", "pkcs8");

    private final KeyFiles keyFiles;
    private final CredentialFiles files;

    SecretsReader(KeyFiles keyFiles, CredentialFiles files) {
        this.keyFiles = keyFiles;
        this.files = files;
    }

    /** The keys, in the order of the file. */
    Secrets read(SectionReader reader) {
        SharedKeys sharedKeys = new SharedKeys();
        for (SectionReader section : reader.sectionsStartingWith("ike")) {
            SharedKeys.SharedKey key = readSharedKey(section);
            if (key != null) {
                sharedKeys.add(key);
            }
        }
        List<PrivateKey> privateKeys = new ArrayList<>();
        for (String prefix : PRIVATE_KEYS) {
            for (SectionReader section : reader.sectionsStartingWith(prefix)) {
                PrivateKey key = section.required("file", files::privateKey);
                if (section.has("secret")) {
                    section.problemAt(
                            "secret", "is for encrypted keys, which are not read; decrypt the file, chmod 600");
                }
                section.finish();
                if (key != null) {
                    privateKeys.add(key);
                }
            }
        }
        Map<String, Secret> postquantumKeys = new LinkedHashMap<>();
        for (SectionReader section : reader.sectionsStartingWith("ppk")) {
            List<String> ids = section.valuesStartingWith("id", Values::text);
            Secret key = readSecret(section);
            if (ids.isEmpty()) {
                section.problem("needs 'id', by which the peer knows the key");
            }
            if (key != null) {
                ids.forEach(id -> postquantumKeys.putIfAbsent(id, key));
            }
        }
        reader.finish();
        return new Secrets(
                sharedKeys, privateKeys, postquantumKeys, reader.problems().isEmpty());
    }

    private SharedKeys.@Nullable SharedKey readSharedKey(SectionReader section) {
        List<IdentityPattern> owners = section.valuesStartingWith("id", IdentityPattern::parse);
        Secret key = readSecret(section);
        return key == null ? null : new SharedKeys.SharedKey(section.name(), owners, key);
    }

    private @Nullable Secret readSecret(SectionReader section) {
        Secret key = section.required("secret", SecretsReader::secret);
        section.finish();
        if (key == null) {
            return null;
        }
        keyFiles.foundInlineKey();
        if (key.length() < LENGTH_GOOD) {
            section.warnAt(
                    "secret",
                    "has fewer than " + LENGTH_GOOD
                            + " bytes: whoever records a handshake may guess it; make one with 'openssl rand -base64 32'");
        }
        return key;
    }

    /** {@code 0x…} in hexadecimal, {@code 0s…} in base64, else the text itself. The messages do not repeat it. */
    static Secret secret(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return Secret.owning(HexFormat.of().parseHex(text.substring(2)));
            }
            if (text.startsWith("0s") || text.startsWith("0S")) {
                return Secret.owning(Base64.getDecoder().decode(text.substring(2)));
            }
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "is not hexadecimal behind 0x, or not base64 behind 0s; put neither in front of plain text");
        }
        return Secret.owning(text.getBytes(StandardCharsets.UTF_8));
    }
}
