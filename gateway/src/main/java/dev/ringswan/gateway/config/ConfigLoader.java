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

/**
 * Reads a configuration: a file in the syntax of {@code swanctl.conf}, or a pair of the older form, {@code ipsec.conf} with
 * {@code ipsec.secrets} beside it. It can be called again at any time; nothing is kept from one call to the next.
 */
public final class ConfigLoader {
    private static final long LENGTH_MAX = 16 << 20;

    private ConfigLoader() {}

    /**
     * Reads and checks a file; of the older form both files.
     *
     * @throws ConfigException with all faults
     */
    public static GatewayConfig load(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        String text = readText(file, problems);
        problems.throwIfAny();
        GatewayConfig config =
                IpsecConfParser.recognizes(text) ? loadOlder(text, file, problems) : loadNewer(text, file, problems);
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
        GatewayConfig config = IpsecConfParser.recognizes(text)
                ? parseOlder(text, "", directory, problems, problems)
                : parseNewer(text, directory, new KeyFiles(), problems);
        problems.throwIfAny();
        return Objects.requireNonNull(config);
    }

    /** Checks two texts of the older form. */
    static GatewayConfig parse(String conf, String secrets, String name, Path directory) throws ConfigException {
        Problems problems = new Problems(name + ".conf");
        GatewayConfig config = parseOlder(conf, secrets, directory, problems, problems.of(name + ".secrets"));
        problems.throwIfAny();
        return Objects.requireNonNull(config);
    }

    private static @Nullable GatewayConfig loadNewer(String text, Path file, Problems problems) {
        KeyFiles keyFiles = new KeyFiles();
        GatewayConfig config = parseNewer(text, directoryOf(file), keyFiles, problems);
        if (keyFiles.hasInlineKeys()) {
            requireOwnersOnly(file, problems);
        }
        return config;
    }

    /** The secrets have the name of the configuration, with another ending. */
    private static @Nullable GatewayConfig loadOlder(String text, Path file, Problems problems) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.conf$", "") + ".secrets";
        Path secretsFile = file.resolveSibling(name);
        Problems secretsProblems = problems.of(secretsFile.toString());
        String secrets = "";
        if (Files.exists(secretsFile)) {
            requireOwnersOnly(secretsFile, secretsProblems);
            secrets = readText(secretsFile, secretsProblems);
        }
        return parseOlder(text, secrets, directoryOf(file), problems, secretsProblems);
    }

    private static void requireOwnersOnly(Path file, Problems problems) {
        try {
            if (KeyFiles.isOpenToOthers(file)) {
                problems.add(0, KeyFiles.openToOthers(file));
            }
        } catch (IOException e) {
            problems.add(0, "the permissions cannot be read: " + e);
        }
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Empty, and reported, when it cannot be read. */
    private static String readText(Path file, Problems problems) {
        try {
            if (Files.size(file) > LENGTH_MAX) {
                problems.add(0, "the file is longer than " + LENGTH_MAX + " bytes");
                return "";
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
        return "";
    }

    /** Faults of syntax are reported alone, since they make nonsense of what follows. */
    private static @Nullable GatewayConfig parseNewer(
            String text, Path directory, KeyFiles keyFiles, Problems problems) {
        Section root = SwanctlParser.parse(text, problems);
        return problems.isEmpty()
                ? reader(directory, CredentialFiles.Layout.SWANCTL, keyFiles, problems)
                        .read(root)
                : null;
    }

    private static @Nullable GatewayConfig parseOlder(
            String conf, String secrets, Path directory, Problems problems, Problems secretsProblems) {
        Section root = IpsecConfConverter.convert(IpsecConfParser.parse(conf, problems), problems);
        Section secretsSection = IpsecSecretsParser.parse(secrets, secretsProblems);
        return problems.isEmpty()
                ? reader(directory, CredentialFiles.Layout.IPSEC_D, new KeyFiles(), problems)
                        .read(root, new SectionReader(secretsSection, secretsProblems))
                : null;
    }

    private static GatewayConfigReader reader(
            Path directory, CredentialFiles.Layout layout, KeyFiles keyFiles, Problems problems) {
        return new GatewayConfigReader(directory, layout, keyFiles, SourceAddresses.ofSystem(), problems);
    }
}
