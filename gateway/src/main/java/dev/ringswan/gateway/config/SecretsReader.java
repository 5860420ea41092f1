package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Reads section {@code secrets}. */
final class SecretsReader {
    /** Bytes from which on a key cannot be guessed, if it is random. */
    private static final int LENGTH_GOOD = 16;

    private final KeyFiles keyFiles;

    SecretsReader(KeyFiles keyFiles) {
        this.keyFiles = keyFiles;
    }

    /** The pre-shared keys, in the order of the file. */
    SharedKeys read(SectionReader reader) {
        SharedKeys keys = new SharedKeys();
        for (SectionReader section : reader.sectionsStartingWith("ike")) {
            List<IdentityPattern> owners = section.valuesStartingWith("id", IdentityPattern::parse);
            Secret key = section.required("secret", SecretsReader::secret);
            section.finish();
            if (key == null) {
                continue;
            }
            keyFiles.foundInlineKey();
            if (key.length() < LENGTH_GOOD) {
                section.warnAt(
                        "secret",
                        "has fewer than " + LENGTH_GOOD
                                + " bytes: whoever records a handshake may guess it; make one with 'openssl rand -base64 32'");
            }
            keys.add(new SharedKeys.SharedKey(section.name(), owners, key));
        }
        reader.finish();
        return keys;
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
