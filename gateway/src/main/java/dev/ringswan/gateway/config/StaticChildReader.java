package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.ReplayWindow;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.Endpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one subsection of {@code static}. */
final class StaticChildReader {
    /** The key {@code encapsulation}. */
    private enum Encapsulation {
        /** ESP in UDP. */
        UDP,
        /** IP protocol 50. */
        NONE
    }

    private final SectionReader reader;
    private final KeyFiles keyFiles;
    private final Path directory;

    StaticChildReader(SectionReader reader, KeyFiles keyFiles, Path directory) {
        this.reader = reader;
        this.keyFiles = keyFiles;
        this.directory = directory;
    }

    /** Null, and reported, when something is missing or wrong. */
    @Nullable
    StaticChild read() {
        SaMode mode = reader.value("mode", SaMode.TUNNEL, text -> Values.oneOf(SaMode.class, text));
        StaticChild.OuterPath path = readPath();
        StaticChild.Security security = readSecurity();
        TrafficSelectors selectors = PolicyRule.readSelectors(reader);
        SaLifetime lifetime = readLifetime();
        OuterHeaderRules header = OuterHeaderReader.read(reader);
        reader.finish();
        if (path == null || security == null || selectors == null || lifetime == null) {
            return null;
        }
        return new StaticChild(reader.name(), mode, path, security, selectors, lifetime, header);
    }

    private StaticChild.@Nullable OuterPath readPath() {
        Encapsulation encapsulation =
                reader.value("encapsulation", Encapsulation.UDP, text -> Values.oneOf(Encapsulation.class, text));
        SectionReader.Parser<Endpoint> parser =
                encapsulation == Encapsulation.UDP ? Values::udpEndpoint : StaticChildReader::withoutPort;
        Endpoint local = reader.required("local", parser);
        Endpoint remote = reader.required("remote", parser);
        int mtu = reader.value(
                "path_mtu",
                SaParameters.PATH_MTU_DEFAULT,
                text -> Values.integer(text, SaParameters.PATH_MTU_MIN, 65_535));
        if (local == null || remote == null) {
            return null;
        }
        return reader.build(() -> new StaticChild.OuterPath(local, remote, mtu));
    }

    private static Endpoint withoutPort(String text) {
        Endpoint endpoint = Values.endpoint(text);
        if (endpoint.port() != 0) {
            throw new IllegalArgumentException("has a port, but plain ESP has none; use encapsulation = udp");
        }
        return endpoint;
    }

    private StaticChild.@Nullable Security readSecurity() {
        EspSuite suite = reader.required("suite", StaticChildReader::suite);
        boolean allowNull = reader.value("allow_null", false, Values::bool);
        boolean esn = reader.value("esn", true, Values::bool);
        int replayWindow = reader.value("replay_window", ReplayWindow.LENGTH_DEFAULT, StaticChildReader::replayWindow);
        StaticSa inbound = readSa("in");
        StaticSa outbound = readSa("out");
        if (suite != null && !suite.encrypts() && !allowNull) {
            reader.problemAt("suite", suite.keyword() + " does not encrypt: it takes 'allow_null = yes' as well");
        }
        if (suite == null || inbound == null || outbound == null) {
            return null;
        }
        return reader.build(() -> new StaticChild.Security(suite, esn, replayWindow, inbound, outbound));
    }

    private static EspSuite suite(String text) {
        for (EspSuite suite : EspSuite.values()) {
            if (suite.keyword().equals(text)) {
                return suite;
            }
        }
        throw new IllegalArgumentException("is one of "
                + Arrays.stream(EspSuite.values()).map(EspSuite::keyword).collect(Collectors.joining(", ")) + "; not '"
                + text + "'");
    }

    private static int replayWindow(String text) {
        int length = Values.integer(text, ReplayWindow.LENGTH_MIN, ReplayWindow.LENGTH_MAX);
        if (length % Long.SIZE != 0) {
            throw new IllegalArgumentException("is a multiple of 64, not " + length);
        }
        return length;
    }

    private @Nullable StaticSa readSa(String direction) {
        SectionReader section = reader.section(direction);
        if (section == null) {
            reader.problem("needs a section '" + direction + " { spi = … key = … }'");
            return null;
        }
        Integer spi = section.required("spi", Values::spi);
        Secret key = keyFiles.read(section, directory);
        section.finish();
        return spi == null || key == null ? null : new StaticSa(spi, key);
    }

    private @Nullable SaLifetime readLifetime() {
        long hardNs = limit("life_time", StaticChildReader::nanoseconds);
        long softNs = limit("rekey_time", StaticChildReader::nanoseconds);
        long hardBytes = limit("life_bytes", Values::quantity);
        long softBytes = limit("rekey_bytes", Values::quantity);
        long hardPackets = limit("life_packets", Values::quantity);
        long softPackets = limit("rekey_packets", Values::quantity);
        return reader.build(() -> new SaLifetime(
                reader.has("rekey_time") ? softNs : hardNs,
                hardNs,
                reader.has("rekey_bytes") ? softBytes : hardBytes,
                hardBytes,
                reader.has("rekey_packets") ? softPackets : hardPackets,
                hardPackets));
    }

    private long limit(String key, SectionReader.Parser<Long> parser) {
        return reader.value(key, SaLifetime.UNLIMITED, parser);
    }

    private static long nanoseconds(String text) {
        return TimeUnit.SECONDS.toNanos(Values.seconds(text));
    }
}
