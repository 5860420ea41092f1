package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Shared keys and certificates, made afresh for each run by openssl. Each kind is made when it is first needed.
 *
 * <p>A gateway's directory gets the layout of {@code /etc/swanctl}: {@code x509} for its certificate, {@code x509ca} for the
 * root, {@code private} for its key. The certificates between its own and the root stand behind its own, where Ringswan takes
 * them from, and in {@code x509ca}, where strongSwan does.
 */
final class Credentials {
    /** That of the seed's ipsec.secrets. */
    private static final String SEED_KEY = "MyPreSharedKey123";

    private static final String END = "-----END CERTIFICATE-----";

    private final Path directory;

    Credentials(Path directory) {
        this.directory = directory;
    }

    /** The shared key of a setup. */
    static String sharedKey(Setup setup) {
        return setup.fromSeed()
                ? SEED_KEY
                : "shared by both ends for one run " + ProcessHandle.current().pid();
    }

    /** Puts what a side needs into its directory. */
    void copy(Setup setup, Side side, Path target) throws IOException, InterruptedException {
        for (String name : List.of("x509", "x509ca", "private")) {
            Files.createDirectories(target.resolve(name));
        }
        if (!setup.authentication().usesCertificates()) {
            return;
        }
        Path made = make(setup);
        put(made.resolve(side.label() + ".key"), target.resolve("private/gateway.pem"));
        StringBuilder chain = new StringBuilder(Files.readString(made.resolve(side.label() + ".crt")));
        put(made.resolve("root.crt"), target.resolve("x509ca/root.pem"));
        for (int i = 1; i <= setup.intermediates(); i++) {
            String name = authority(side, i);
            put(made.resolve(name + ".crt"), target.resolve("x509ca/" + name + ".pem"));
            // The nearest to the gateway comes right behind it.
            chain.insert(chain.indexOf(END) + END.length(), "\n" + Files.readString(made.resolve(name + ".crt")));
        }
        Files.writeString(target.resolve("x509/gateway.pem"), chain);
    }

    /** The authority so many steps below the root, which is common to both sides. */
    private static String authority(Side side, int depth) {
        return depth == 0 ? "root" : "authority-" + side.label() + "-" + depth;
    }

    private static void put(Path source, Path target) throws IOException {
        Files.deleteIfExists(target);
        Files.copy(source, target);
    }

    private Path make(Setup setup) throws IOException, InterruptedException {
        Path made = directory.resolve(setup.authentication().label() + "-" + setup.intermediates());
        if (Files.exists(made)) {
            return made;
        }
        Files.createDirectories(made);
        Files.writeString(made.resolve("req.conf"), """
                [req]
                distinguished_name = name
                prompt = no
                [name]
                O = interop
                """);
        List<String> authority = List.of(
                "basicConstraints=critical,CA:TRUE",
                "keyUsage=critical,keyCertSign,cRLSign",
                "subjectKeyIdentifier=hash");
        certificate(made, setup, "root", "root", authority);
        for (Side side : Side.values()) {
            for (int i = 1; i <= setup.intermediates(); i++) {
                certificate(made, setup, authority(side, i), authority(side, i - 1), authority);
            }
            List<String> gateway = List.of(
                    "basicConstraints=critical,CA:FALSE",
                    "keyUsage=critical,digitalSignature",
                    "subjectAltName=DNS:" + setup.identity(side));
            certificate(made, setup, side.label(), authority(side, setup.intermediates()), gateway);
        }
        return made;
    }

    private static void certificate(Path made, Setup setup, String name, String issuer, List<String> extensions)
            throws IOException, InterruptedException {
        String key = made.resolve(name + ".key").toString();
        List<String> generate = new ArrayList<>(List.of("openssl", "genpkey", "-quiet", "-out", key));
        generate.addAll(setup.authentication().keyOptions());
        Command.require(generate);
        List<String> sign = new ArrayList<>(List.of("openssl", "req", "-x509", "-new", "-days", "2"));
        sign.addAll(List.of("-config", made.resolve("req.conf").toString(), "-key", key));
        sign.addAll(List.of(
                "-subj",
                "/O=interop/CN=" + name,
                "-out",
                made.resolve(name + ".crt").toString()));
        if (!name.equals(issuer)) {
            sign.addAll(List.of("-CA", made.resolve(issuer + ".crt").toString()));
            sign.addAll(List.of("-CAkey", made.resolve(issuer + ".key").toString()));
        }
        for (String extension : extensions) {
            sign.addAll(List.of("-addext", extension));
        }
        Command.require(sign);
    }
}
