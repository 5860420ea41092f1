package dev.ringswan.gateway.config;

import dev.ringswan.nativeio.PacketBurst;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        if (!problems.isEmpty()) {
            return null;
        }
        SectionReader reader = new SectionReader(root, problems);
        SectionReader gatewaySection = reader.section("gateway");
        SectionReader tunSection = reader.section("tun");
        SectionReader publicSection = reader.section("public");
        SectionReader policiesSection = reader.section("policies");
        SectionReader staticSection = reader.section("static");
        reader.finish();

        GatewaySettings gateway =
                gatewaySection == null ? GatewaySettings.DEFAULT : GatewaySettings.read(gatewaySection, directory);
        TunSettings tun = tunSection == null ? TunSettings.defaults() : TunSettings.read(tunSection);
        gateway = gateway.withIcmpSourcesOf(tun);
        int packetLengthMax = PacketBurst.packetLengthMax(gateway.dataplane().cellSize());
        if (tun.mtu() > packetLengthMax) {
            problems.add(
                    0,
                    "tun.mtu is " + tun.mtu() + ", but a cell of "
                            + gateway.dataplane().cellSize() + " bytes has room for packets of " + packetLengthMax
                            + "; raise gateway.cell_size");
        }
        if (publicSection == null) {
            problems.add(0, "needs a section 'public' with the addresses that ESP comes to");
            return null;
        }
        PublicSettings publicSide = PublicSettings.read(publicSection);
        List<PolicyRule> policies = new ArrayList<>();
        if (policiesSection != null) {
            for (SectionReader section : policiesSection.sections()) {
                PolicyRule rule = PolicyRule.read(section);
                if (rule == null) {
                    continue;
                }
                if (rule.action() == PolicyRule.Action.BYPASS && publicSide.bypassInterface() == null) {
                    section.problemAt("action", "bypass needs public.bypass_interface, by which such packets leave");
                }
                policies.add(rule);
            }
            policiesSection.finish();
        }
        List<StaticChild> children = new ArrayList<>();
        if (staticSection != null) {
            ChildChecks checks = new ChildChecks(gateway.dataplane().saCapacity(), packetLengthMax, publicSide);
            for (SectionReader section : staticSection.sections()) {
                StaticChild child = new StaticChildReader(section, keyFiles, directory).read();
                if (child != null) {
                    checks.check(child, section);
                    children.add(child);
                }
            }
            staticSection.finish();
        }
        return problems.isEmpty()
                ? new GatewayConfig(gateway, tun, publicSide, policies, children, IkeSettings.NONE)
                : null;
    }
}
