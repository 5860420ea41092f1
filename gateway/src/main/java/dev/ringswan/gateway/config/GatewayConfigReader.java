package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.nativeio.PacketBurst;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the section tree to the configuration: reads each section, then what only makes sense across sections. */
final class GatewayConfigReader {
    private final Path directory;
    private final KeyFiles keyFiles;
    private final CredentialFiles files;
    private final SourceAddresses sources;
    private final Problems problems;

    /**
     * Of one file.
     *
     * @param directory where relative paths start
     * @param layout of the folders for certificates and keys there
     */
    GatewayConfigReader(
            Path directory,
            CredentialFiles.Layout layout,
            KeyFiles keyFiles,
            SourceAddresses sources,
            Problems problems) {
        this.directory = directory;
        this.keyFiles = keyFiles;
        this.files = new CredentialFiles(directory, layout);
        this.sources = sources;
        this.problems = problems;
    }

    /** Null, and reported, when there is a fault. */
    @Nullable
    GatewayConfig read(Section root) {
        return read(new SectionReader(root, problems), null);
    }

    /** As before, with the secrets of another file. */
    @Nullable
    GatewayConfig read(Section root, SectionReader secrets) {
        return read(new SectionReader(root, problems), secrets);
    }

    private @Nullable GatewayConfig read(SectionReader reader, @Nullable SectionReader secretsOfOtherFile) {
        SectionReader gatewaySection = reader.section("gateway");
        SectionReader tunSection = reader.section("tun");
        SectionReader publicSection = reader.section("public");
        SectionReader policiesSection = reader.section("policies");
        SectionReader staticSection = reader.section("static");
        SectionReader connectionsSection = reader.section("connections");
        SectionReader authoritiesSection = reader.section("authorities");
        SectionReader secretsSection = reader.section("secrets");
        SectionReader groupsSection = reader.section("groups");
        reader.finish();

        TunSettings tun = tunSection == null ? TunSettings.defaults() : TunSettings.read(tunSection);
        Retransmission retransmission =
                gatewaySection == null ? Retransmission.DEFAULT : RetransmissionReader.read(gatewaySection);
        GatewaySettings gateway = readGateway(gatewaySection, tun);
        AuthoritiesReader.read(authoritiesSection, files);
        IkeSettings connections = new IkeSettingsReader(keyFiles, files, sources, retransmission)
                .read(connectionsSection, secretsOfOtherFile == null ? secretsSection : secretsOfOtherFile);
        IkeSettings ike = GroupsReader.read(groupsSection, connections, tun);
        CloudLints.check(connectionsSection, ike, gateway, tun);
        if (publicSection == null && connectionsSection == null) {
            problems.add(
                    0, "needs a section 'connections', or a section 'public' with the addresses that ESP comes to");
        }
        PublicSettings written = publicSection == null
                ? PublicSettings.none()
                : PublicSettings.read(publicSection, connectionsSection == null);
        PublicSettings publicSide = ImpliedSettings.sockets(written, ike);
        boolean impliesRoutes = tunSection == null || !TunSettings.hasNoRoutes(tunSection);
        List<PolicyRule> policies = readPolicies(policiesSection, publicSide);
        List<StaticChild> children = readChildren(staticSection, gateway, publicSide);
        return problems.isEmpty()
                ? new GatewayConfig(
                        gateway,
                        impliesRoutes ? ImpliedSettings.routes(tun, ike, problems) : tun,
                        publicSide,
                        policies,
                        children,
                        ike,
                        problems.warnings())
                : null;
    }

    private GatewaySettings readGateway(@Nullable SectionReader section, TunSettings tun) {
        GatewaySettings gateway = section == null ? GatewaySettings.DEFAULT : GatewaySettings.read(section, directory);
        int packetLengthMax = packetLengthMax(gateway);
        if (tun.mtu() > packetLengthMax) {
            problems.add(
                    0,
                    "tun.mtu is " + tun.mtu() + ", but a cell of "
                            + gateway.dataplane().cellSize() + " bytes has room for packets of " + packetLengthMax
                            + "; raise gateway.cell_size");
        }
        return gateway.withIcmpSourcesOf(tun);
    }

    private static int packetLengthMax(GatewaySettings gateway) {
        return PacketBurst.packetLengthMax(gateway.dataplane().cellSize());
    }

    private static List<PolicyRule> readPolicies(@Nullable SectionReader policies, PublicSettings publicSide) {
        List<PolicyRule> rules = new ArrayList<>();
        if (policies == null) {
            return rules;
        }
        for (SectionReader section : policies.sections()) {
            PolicyRule rule = PolicyRule.read(section);
            if (rule == null) {
                continue;
            }
            if (rule.action() == PolicyRule.Action.BYPASS && publicSide.bypassInterface() == null) {
                section.problemAt("action", "bypass needs public.bypass_interface, by which such packets leave");
            }
            rules.add(rule);
        }
        policies.finish();
        return rules;
    }

    private List<StaticChild> readChildren(
            @Nullable SectionReader staticSection, GatewaySettings gateway, PublicSettings publicSide) {
        List<StaticChild> children = new ArrayList<>();
        if (staticSection == null) {
            return children;
        }
        ChildChecks checks = new ChildChecks(gateway.dataplane().saCapacity(), packetLengthMax(gateway), publicSide);
        for (SectionReader section : staticSection.sections()) {
            StaticChild child = new StaticChildReader(section, keyFiles, directory).read();
            if (child != null) {
                checks.check(child, section);
                children.add(child);
            }
        }
        staticSection.finish();
        return children;
    }
}
