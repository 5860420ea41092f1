package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.CredentialException;
import dev.ringswan.ike.crypto.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Reads certificates, CRLs and private keys, from files that the configuration names and from the folders that strongSwan
 * has for them. Faults are {@link IllegalArgumentException}s with a sentence that goes behind a key's name.
 */
final class CredentialFiles {
    /**
     * Which folders there are beside a configuration.
     *
     * @param allKeys whether all private keys of the folders can be used; else only those that are named
     * @param sharedKeyExample how to write a pre-shared key
     * @param privateKeyExample how to name a private key
     */
    record Layout(
            String certificates,
            String authorities,
            String revocationLists,
            List<String> privateKeys,
            boolean allKeys,
            String sharedKeyExample,
            String privateKeyExample) {
        /** Of swanctl.conf. */
        static final Layout SWANCTL = new Layout(
                "x509",
                "x509ca",
                "x509crl",
                List.of("private", "rsa", "ecdsa", "pkcs8"),
                true,
                "'ike { id = <peer> secret = … }' to 'secrets'",
                "'private { file = … }' to 'secrets'");
        /** Of ipsec.conf. */
        static final Layout IPSEC_D = new Layout(
                "ipsec.d/certs",
                "ipsec.d/cacerts",
                "ipsec.d/crls",
                List.of("ipsec.d/private"),
                false,
                "'<peer> : PSK \"…\"' to the file of secrets",
                "': RSA <file>' to the file of secrets");
    }

    private static final long LENGTH_MAX = 16 << 20;
    private static final int FILES_MAX = 1_000;

    private final Path directory;
    private final Layout layout;
    private final SequencedMap<X509Certificate, String> responders = new LinkedHashMap<>();

    /**
     * Beside a configuration.
     *
     * @param directory where relative paths start
     */
    CredentialFiles(Path directory, Layout layout) {
        this.directory = directory;
        this.layout = layout;
    }

    /** Which folders and which syntax there are. */
    Layout layout() {
        return layout;
    }

    /** The certificates of a file. */
    List<X509Certificate> certificates(String name) {
        return certificates(resolve(name, List.of(layout.certificates, layout.authorities)));
    }

    /** The certificates of a file with authorities. */
    List<X509Certificate> authorities(String name) {
        return certificates(resolve(name, List.of(layout.authorities)));
    }

    /** All that lie in the folder for authorities. */
    List<X509Certificate> authorities() {
        return files(layout.authorities).stream()
                .flatMap(file -> certificates(file).stream())
                .toList();
    }

    /** Has somebody asked about what an authority has issued, whatever the certificates say. */
    void responder(X509Certificate authority, String url) {
        responders.put(authority, url);
    }

    /** URLs of OCSP responders, by authority. */
    SequencedMap<X509Certificate, String> responders() {
        return Collections.unmodifiableSequencedMap(responders);
    }

    /** All that lie in the folder for CRLs. */
    List<X509CRL> revocationLists() {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : files(layout.revocationLists)) {
            try {
                lists.addAll(Credentials.revocationLists(file.toString(), content(file)));
            } catch (CredentialException e) {
                throw refusal(e);
            }
        }
        return lists;
    }

    /** The private key of a file, which must be its owner's alone. */
    PrivateKey privateKey(String name) {
        return privateKey(resolve(name, layout.privateKeys));
    }

    /** All private keys that lie in the folders for them and may be used without being named. */
    List<PrivateKey> privateKeys() {
        if (!layout.allKeys) {
            return List.of();
        }
        return layout.privateKeys.stream()
                .flatMap(folder -> files(folder).stream())
                .map(CredentialFiles::privateKey)
                .toList();
    }

    private Path resolve(String name, List<String> folders) {
        Path path = Values.path(directory, name);
        if (Files.exists(path)) {
            return path;
        }
        for (String folder : folders) {
            Path inFolder = Values.path(directory.resolve(folder), name);
            if (Files.exists(inFolder)) {
                return inFolder;
            }
        }
        throw new IllegalArgumentException("names a file that is not there: " + path + ", nor is it in " + folders);
    }

    private List<Path> files(String folder) {
        Path path = directory.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(FILES_MAX)
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot look into " + path + ": " + e, e);
        }
    }

    private static List<X509Certificate> certificates(Path file) {
        try {
            return Credentials.certificates(file.toString(), content(file));
        } catch (CredentialException e) {
            throw refusal(e);
        }
    }

    private static PrivateKey privateKey(Path file) {
        byte[] content = new byte[0];
        try {
            if (KeyFiles.isOpenToOthers(file)) {
                throw new IllegalArgumentException("names " + file + ", which " + KeyFiles.openToOthers(file));
            }
            content = content(file);
            return Credentials.privateKey(file.toString(), content);
        } catch (CredentialException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the permissions of " + file + ": " + e, e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] content(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException("names " + file + ", which is not a file");
            }
            if (Files.size(file) > LENGTH_MAX) {
                throw new IllegalArgumentException("names " + file + ", which is longer than " + LENGTH_MAX + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    private static IllegalArgumentException refusal(CredentialException e) {
        return new IllegalArgumentException("cannot be used: " + e.getMessage(), e);
    }
}
