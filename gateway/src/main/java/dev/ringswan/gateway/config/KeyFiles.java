package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads key material, from the file itself or from one beside it, and sees to it that others cannot read it. */
final class KeyFiles {
    private static final long LENGTH_MAX = 4_096;

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private boolean inlineKeys;

    /** Whether a key stands in the configuration file itself. */
    boolean hasInlineKeys() {
        return inlineKeys;
    }

    /** Says that a key stands in the configuration file itself. */
    void foundInlineKey() {
        inlineKeys = true;
    }

    /** The key of a section: {@code key = 0x…} or {@code key_file = path}. Null, and reported, when there is none. */
    @Nullable
    Secret read(SectionReader section, Path directory) {
        boolean inline = section.has("key");
        if (inline == section.has("key_file")) {
            section.problem("needs 'key' or 'key_file', one of the two");
            return null;
        }
        if (inline) {
            inlineKeys = true;
            return section.optional("key", Values::key);
        }
        return section.optional("key_file", text -> readFile(Values.path(directory, text)));
    }

    private static Secret readFile(Path file) {
        byte[] content = new byte[0];
        try {
            if (isOpenToOthers(file)) {
                throw new IllegalArgumentException(openToOthers(file));
            }
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(file + " is not a file");
            }
            if (Files.size(file) > LENGTH_MAX) {
                throw new IllegalArgumentException(file + " is too long for a key");
            }
            content = Files.readAllBytes(file);
            return Values.key(new String(content, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    static boolean isOpenToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.stream().anyMatch(OF_OTHERS::contains);
    }

    static String openToOthers(Path file) {
        return "holds keys, and other users of this machine can get at it: chmod 600 " + file;
    }
}
