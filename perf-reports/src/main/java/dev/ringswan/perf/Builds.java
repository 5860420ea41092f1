package dev.ringswan.perf;

import dev.ringswan.perf.LegLauncher.Leg;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Builds the benchmarks of the working tree and of another commit, and makes both legs run the same benchmarks.
 *
 * <pre>
 *   base REF ─▶ git worktree (temporary) ─▶ mvn package ─▶ base.jar ──────────────┐ when the benchmarks differ, the candidate's
 *   working tree ─────────────────────────▶ mvn package ─▶ candidate.jar ─▶ benchmarks' classes ─▶ in front of base.jar
 * </pre>
 */
final class Builds {
    private static final String BENCHMARKS = "dev/ringswan/bench/";
    /** Where JMH finds its benchmarks. */
    private static final List<String> LISTS = List.of("META-INF/BenchmarkList", "META-INF/CompilerHints");

    private final Path root;
    private final Path out;
    private final Path log;

    /**
     * Builds of one repository.
     *
     * @param root the working tree
     * @param out takes the jars and {@code build.log}
     */
    Builds(Path root, Path out) {
        this.root = root;
        this.out = out;
        log = out.resolve("build.log");
    }

    /** Builds the working tree as it is. */
    Leg candidate() throws IOException {
        return build(root, Sample.CANDIDATE, output(root, "git", "describe", "--always", "--dirty", "--abbrev=12"));
    }

    /** Builds a commit in a temporary work tree, which is removed afterwards. */
    Leg base(String ref) throws IOException {
        String commit;
        try {
            commit = output(root, "git", "rev-parse", "--verify", "--quiet", ref + "^{commit}");
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no commit " + ref + "; see 'git log'", e);
        }
        Path parent = Files.createTempDirectory("ringswan-perf");
        Path tree = parent.resolve("base");
        try {
            output(root, "git", "worktree", "add", "--quiet", "--detach", tree.toString(), commit);
            return build(tree, Sample.BASE, commit.substring(0, 12));
        } finally {
            output(root, "git", "worktree", "remove", "--force", tree.toString());
            Files.deleteIfExists(parent);
        }
    }

    /** A jar that was built before, with the flags of the working tree. */
    Leg ofJar(Path jar, String name) throws IOException {
        if (!Files.isReadable(jar)) {
            throw new IllegalArgumentException(
                    jar + ": there is no such jar; build it with 'mvn -pl benchmarks -am package'");
        }
        return new Leg(
                jar.toAbsolutePath().toString(), flags(root, name), Machine.hash(Files.readAllBytes(jar)), hash(jar));
    }

    private Leg build(Path tree, String name, String commit) throws IOException {
        String maven = System.getenv().getOrDefault("MAVEN", "mvn");
        Process process = new ProcessBuilder(
                        maven,
                        "-B",
                        "-q",
                        "-DskipTests",
                        "-Dspotless.check.skip=true",
                        "-pl",
                        "benchmarks",
                        "-am",
                        "package")
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (LegLauncher.waitFor(process) != 0) {
            throw new IOException("the " + name + " leg cannot be built; see " + log);
        }
        Path jar = out.resolve(name + ".jar");
        Files.copy(tree.resolve("benchmarks/target/benchmarks.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        return new Leg(jar.toAbsolutePath().toString(), flags(tree, name), commit, hash(jar));
    }

    private Path flags(Path tree, String name) throws IOException {
        Path copy = out.resolve(name + ".flags");
        Files.copy(tree.resolve("scripts/jvm.flags"), copy, StandardCopyOption.REPLACE_EXISTING);
        return copy;
    }

    /** Both legs with the same benchmarks: the candidate's in front of the base, where they differ. */
    Map<String, Leg> withSameBenchmarks(Leg base, Leg candidate) throws IOException {
        Map<String, Leg> legs = new LinkedHashMap<>();
        legs.put(Sample.CANDIDATE, candidate);
        if (base.benchHash().equals(candidate.benchHash())) {
            legs.put(Sample.BASE, base);
            return legs;
        }
        Path front = out.resolve("benchmarks.jar");
        try (JarFile jar = new JarFile(candidate.classPath());
                OutputStream file = Files.newOutputStream(front);
                JarOutputStream copy = new JarOutputStream(file)) {
            for (JarEntry entry : benchmarks(jar)) {
                copy.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream bytes = jar.getInputStream(entry)) {
                    bytes.transferTo(copy);
                }
            }
        }
        String classPath = front.toAbsolutePath() + File.pathSeparator + base.classPath();
        legs.put(Sample.BASE, new Leg(classPath, base.flags(), base.commit(), candidate.benchHash()));
        return legs;
    }

    /** Names the classes of the benchmarks in a jar. */
    private static String hash(Path jar) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : benchmarks(file)) {
                all.write(entry.getName().getBytes(StandardCharsets.UTF_8));
                try (InputStream bytes = file.getInputStream(entry)) {
                    bytes.transferTo(all);
                }
            }
        }
        return Machine.hash(all.toByteArray());
    }

    private static List<JarEntry> benchmarks(JarFile jar) {
        List<JarEntry> entries = new ArrayList<>();
        for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
            JarEntry entry = all.nextElement();
            if (!entry.isDirectory() && (entry.getName().startsWith(BENCHMARKS) || LISTS.contains(entry.getName()))) {
                entries.add(entry);
            }
        }
        Collections.sort(entries, (one, other) -> one.getName().compareTo(other.getName()));
        return entries;
    }

    /** What a short command prints. */
    static String output(Path directory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (LegLauncher.waitFor(process) != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + text);
        }
        return text;
    }
}
