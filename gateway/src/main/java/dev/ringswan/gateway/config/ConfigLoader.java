package dev.ringswan.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file. */
public final class ConfigLoader {
    private static final long LENGTH_MAX = 16 << 20;

    private ConfigLoader() {}

    /**
     * Reads and checks a file.
     *
     * @throws ConfigException with all faults of the file
     */
    public static GatewayConfig load(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        String text = readText(file, problems);
        problems.throwIfAny();
        KeyFiles keyFiles = new KeyFiles();
        GatewayConfig config = parse(Objects.requireNonNull(text), directoryOf(file), keyFiles, problems);
        try {
            if (keyFiles.hasInlineKeys() && KeyFiles.isOpenToOthers(file)) {
                problems.add(0, KeyFiles.openToOthers(file));
            }
        } catch (IOException e) {
            problems.add(0, "the permissions cannot be read: " + e);
        }
        problems.throwIfAny();
        return Objects.requireNonNull(config);
    }

    /**
     * Checks a text that came from elsewhere.
     *
     * @param name what messages call it
     * @param directory where relative paths start
     */
    public static GatewayConfig parse(String text, String name, Path directory) throws ConfigException {
        Problems problems = new Problems(name);
        GatewayConfig config = parse(text, directory, new KeyFiles(), problems);
        problems.throwIfAny();
        return Objects.requireNonNull(config);
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static @Nullable String readText(Path file, Problems problems) {
        try {
            if (Files.size(file) > LENGTH_MAX) {
                problems.add(0, "the file is longer than " + LENGTH_MAX + " bytes");
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(0, "the file is not text in UTF-8");
        } catch (NoSuchFileException e) {
            problems.add(0, "there is no such file");
        } catch (IOException e) {
            problems.add(0, "the file cannot be read: " + e);
        }
        return null;
    }

    /** Faults of syntax are reported alone, since they make nonsense of what follows. */
    private static @Nullable GatewayConfig parse(String text, Path directory, KeyFiles keyFiles, Problems problems) {
        Section root = SwanctlParser.parse(text, problems);
        return problems.isEmpty()
                ? new GatewayConfigReader(
                                directory,
                                CredentialFiles.Layout.SWANCTL,
                                keyFiles,
                                SourceAddresses.ofSystem(),
                                problems)
                        .read(root)
                : null;
    }
}
