package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.DefaultProposals;
import dev.ringswan.ike.negotiate.TransformSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads one subsection of {@code connections}. */
final class ConnectionReader {
    /**
     * What IKE and the gateway want to know of a connection.
     *
     * @param weak whether weak algorithms are permitted
     */
    record Result(Connection connection, ConnectionSettings settings, List<ChildSettings> children, boolean weak) {}

    private static final String ANY = "%any";
    private static final long LIVENESS_SECONDS_DEFAULT = 30;
    private static final long REKEY_SECONDS_DEFAULT = 4 * 3_600;
    private static final List<String> NO = List.of("no", "0");

    private final SectionReader reader;
    private final Secrets secrets;
    private final CredentialFiles files;
    private final SourceAddresses sources;

    ConnectionReader(SectionReader reader, Secrets secrets, CredentialFiles files, SourceAddresses sources) {
        this.reader = reader;
        this.secrets = secrets;
        this.files = files;
        this.sources = sources;
    }

    /** Null, and reported, when something is missing or wrong. */
    @Nullable
    Result read() {
        refuseWhatIsNotDone();
        reader.optional("profile", CloudProfile::of); // for CloudLints
        boolean weak = reader.value("allow_weak", false, Values::bool);
        InetAddress remote = reader.has("remote_addrs")
                ? reader.optional("remote_addrs", ConnectionReader::remoteAddress)
                : anyAddress();
        InetAddress local = readLocal(remote);
        int localPort = reader.value("local_port", TransportAddress.IKE_PORT, ConnectionReader::localPort);
        int remotePort =
                reader.value("remote_port", TransportAddress.IKE_PORT, text -> Values.integer(text, 1, 0xFFFF));
        List<TransformSet> proposals = readProposals(weak);
        Encapsulation encapsulation = readEncapsulation();
        IkeLifetime lifetime = readLifetime();
        long dpdSeconds = reader.value("dpd_delay", LIVENESS_SECONDS_DEFAULT, Values::seconds);
        int keyingTries = reader.value("keyingtries", 0, text -> Values.integer(text, 0, 1_000_000));
        Ppk ppk = readPpk();
        Uniqueness unique = reader.value("unique", Uniqueness.NO, text -> Values.oneOf(Uniqueness.class, text));
        SectionReader localSection = party("local");
        SectionReader remoteSection = party("remote");
        SectionReader childrenSection = reader.section("children");
        List<ChildReader.Child> children =
                local == null || remote == null ? List.of() : readChildren(childrenSection, local, remote, weak);
        reader.finish();
        if (local == null || remote == null || localSection == null || remoteSection == null) {
            return null;
        }
        if (!remote.isAnyLocalAddress() && local.getClass() != remote.getClass()) {
            reader.problemAt("remote_addrs", "and the local address are of different families");
        }
        AuthReader.Sides sides =
                new AuthReader(reader, localSection, remoteSection, secrets, files).read(local, remote, weak);
        if (sides == null || proposals.isEmpty() || children.isEmpty()) {
            return null;
        }
        Connection connection = new Connection(
                reader.name(),
                new TransportAddress(local, localPort),
                new TransportAddress(remote, remotePort),
                sides.local(),
                sides.remote(),
                proposals,
                children.stream().map(ChildReader.Child::config).toList(),
                encapsulation,
                lifetime,
                TimeUnit.SECONDS.toNanos(dpdSeconds),
                ppk,
                unique);
        return new Result(
                connection,
                new ConnectionSettings(reader.name(), keyingTries, fingerprint(connection, sides, weak)),
                children.stream().map(ChildReader.Child::settings).toList(),
                weak);
    }

    private static Fingerprint fingerprint(Connection connection, AuthReader.Sides sides, boolean weak) {
        Fingerprint.Builder fingerprint = new Fingerprint.Builder();
        Ppk ppk = connection.ppk();
        if (ppk != null) {
            fingerprint.add(ppk.id()).add(ppk.required()).add(ppk.key());
        }
        return fingerprint
                .add(connection.local())
                .add(connection.remote())
                .add(sides.local().identity())
                .add(sides.remote().identity())
                .add(connection.proposals())
                .add(connection.encapsulation())
                .add(connection.lifetime())
                .add(connection.livenessNs())
                .add(connection.unique())
                .add(weak)
                .add(sides.credentials())
                .build();
    }

    private void refuseWhatIsNotDone() {
        reader.only("version", List.of("2"), "IKEv1 is retired (RFC 9395); let the peer speak IKEv2, and write 2");
        reader.only("mobike", NO, "addresses do not change here; write no");
        reader.only("aggressive", NO, "that is a mode of IKEv1");
        reader.only(
                "fragmentation", List.of("yes", "accept"), "long messages are fragmented if the peer can (RFC 7383)");
        reader.only(
                "reauth_time", List.of("0", "0s"), "the IKE SA is rekeyed instead, which interrupts nothing; write 0");
        reader.only("send_certreq", List.of("yes", "1"), "peers are told which authorities are trusted; write yes");
        reader.only("send_cert", List.of("ifasked", "always"), "our certificate goes with our proof; write always");
    }

    private static InetAddress anyAddress() {
        return Values.address("0.0.0.0");
    }

    private static InetAddress remoteAddress(String text) {
        return text.equals(ANY) ? anyAddress() : oneAddress(text);
    }

    private static InetAddress oneAddress(String text) {
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException("has more than one address: make one connection for each");
        }
        return Values.address(text);
    }

    private @Nullable InetAddress readLocal(@Nullable InetAddress remote) {
        if (reader.has("local_addrs") && !ANY.equals(reader.value("local_addrs", ANY, text -> text))) {
            return reader.optional("local_addrs", ConnectionReader::oneAddress);
        }
        if (remote == null) {
            return null;
        }
        if (remote.isAnyLocalAddress()) {
            reader.problemAt("local_addrs", "is needed where 'remote_addrs' is %any");
            return null;
        }
        try {
            return sources.towards(remote);
        } catch (IllegalArgumentException e) {
            reader.problemAt("local_addrs", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static int localPort(String text) {
        int port = Values.integer(text, 1, 0xFFFF);
        if (port != TransportAddress.IKE_PORT && port != TransportAddress.NAT_PORT) {
            throw new IllegalArgumentException("is 500 or 4500, which have sockets; not " + port);
        }
        return port;
    }

    private List<TransformSet> readProposals(boolean weakAllowed) {
        if (!reader.has("proposals")) {
            return DefaultProposals.ike();
        }
        List<TransformSet> proposals = new ArrayList<>();
        reader.list(
                        "proposals",
                        text -> text.equals("default")
                                ? DefaultProposals.ike()
                                : List.of(ProposalText.ike(text, weakAllowed)))
                .forEach(proposals::addAll);
        ConnectionLints.warnOfAlgorithms(reader, "proposals", proposals);
        return proposals;
    }

    private Encapsulation readEncapsulation() {
        Encapsulation encapsulation =
                reader.value("encap", Encapsulation.AUTO, text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "auto" -> Encapsulation.AUTO;
                    case "yes" -> Encapsulation.FORCED;
                    case "no" -> Encapsulation.FORBIDDEN;
                    default -> throw new IllegalArgumentException("is auto, yes or no; not '" + text + "'");
                });
        if (encapsulation == Encapsulation.FORBIDDEN) {
            reader.warnAt("encap", "= no forbids ESP in UDP, even behind a NAT; what strongSwan calls no is auto here");
        }
        return encapsulation;
    }

    /** By default the IKE SA ends a tenth after it should have been rekeyed, and the random part is as long as that. */
    private IkeLifetime readLifetime() {
        long rekey = reader.value("rekey_time", REKEY_SECONDS_DEFAULT, Values::seconds);
        long over = reader.value("over_time", rekey / 10, Values::seconds);
        long random = reader.value("rand_time", Math.min(over, Math.max(0, rekey - 1)), Values::seconds);
        if (rekey == 0) {
            return IkeLifetime.UNLIMITED;
        }
        if (over == 0) {
            reader.problemAt("over_time", "leaves no time to rekey: write 1m or more");
            return IkeLifetime.DEFAULT;
        }
        IkeLifetime lifetime = reader.build(() -> new IkeLifetime(
                TimeUnit.SECONDS.toNanos(rekey),
                TimeUnit.SECONDS.toNanos(random),
                TimeUnit.SECONDS.toNanos(Math.addExact(rekey, over))));
        return lifetime == null ? IkeLifetime.DEFAULT : lifetime;
    }

    private @Nullable Ppk readPpk() {
        String id = reader.optional("ppk_id", Values::text);
        boolean required = reader.value("ppk_required", false, Values::bool);
        if (id == null) {
            if (required) {
                reader.problemAt("ppk_required", "needs 'ppk_id'");
            }
            return null;
        }
        Secret key = secrets.postquantumKeys().get(id);
        if (key == null) {
            if (secrets.complete()) {
                reader.problemAt("ppk_id", "has no key: add 'ppk { id = " + id + " secret = … }' to 'secrets'");
            }
            return null;
        }
        return Ppk.of(id, key.duplicate(), required);
    }

    /** The section of one side. Several rounds of authentication (RFC 4739) are not done. */
    private @Nullable SectionReader party(String prefix) {
        List<SectionReader> sections = reader.sectionsStartingWith(prefix);
        if (sections.isEmpty()) {
            reader.problem("needs a section '" + prefix + " { auth = psk }', or with auth = pubkey");
            return null;
        }
        if (sections.size() > 1) {
            reader.problem("has more than one section '" + prefix + "': there is one round of authentication");
        }
        return sections.getFirst();
    }

    private List<ChildReader.Child> readChildren(
            @Nullable SectionReader section, InetAddress local, InetAddress remote, boolean weakAllowed) {
        List<ChildReader.Child> children = new ArrayList<>();
        List<SectionReader> sections = section == null ? List.of() : section.sections();
        for (SectionReader child : sections) {
            ChildReader.Child read = new ChildReader(child, reader.name(), local, remote, weakAllowed).read();
            if (read != null) {
                children.add(read);
            }
        }
        if (section == null || sections.isEmpty()) {
            reader.problem("needs a section 'children' with a child in it");
        } else {
            section.finish();
        }
        return children;
    }
}
