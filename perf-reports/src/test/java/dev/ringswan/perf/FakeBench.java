package dev.ringswan.perf;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Benchmarks in a jar of their own that print lines instead of measuring, with a product class beside them that can be planted:
 * what {@code scripts/perf gate} starts, small enough for a test.
 */
final class FakeBench {

    private FakeBench() {}

    /**
     * Makes a jar.
     *
     * @param ns what {@code stage.encap} takes
     * @param digest of its output; empty for a run that fails its own check
     * @param remark differs where the benchmarks themselves do
     */
    static Path jar(Path file, double ns, double allocated, String digest, String remark) throws IOException {
        Path classes = Files.createTempDirectory(Objects.requireNonNull(file.getParent()), "classes");
        compile(
                classes,
                List.of(
                        source("dev/ringswan/bench/Main", main(remark)),
                        source("product/Stage", stage(ns, allocated, digest))));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String name : List.of("dev/ringswan/bench/Main.class", "product/Stage.class")) {
                jar.putNextEntry(new ZipEntry(name));
                Files.copy(classes.resolve(name), jar);
            }
        }
        return file;
    }

    private static String main(String remark) {
        return """
            package dev.ringswan.bench;
            public final class Main {
                public static void main(String[] arguments) {
                    if (!arguments[0].equals("suite")) {
                        System.err.println("bench: unknown command " + arguments[0]);
                        System.exit(2);
                    }
                    product.Stage.check();
                    for (String bench : new String[] {"stage.parse", "stage.encap"}) {
                        double ns = bench.endsWith("encap") ? product.Stage.NS : 20;
                        System.out.println("{\\"schema\\":\\"perf.sample/1\\",\\"bench\\":\\"" + bench
                                + "\\",\\"unit\\":\\"ns/packet\\",\\"value\\":"
                                + ns * (1 + 0.0001 * (System.nanoTime() %% 100))
                                + ",\\"exact\\":{\\"alloc_B\\":" + product.Stage.ALLOCATED
                                + ",\\"out_digest\\":\\"" + product.Stage.DIGEST + "\\"},\\"remark\\":\\"%s\\"}");
                    }
                }
            }
            """.formatted(remark);
    }

    private static String stage(double ns, double allocated, String digest) {
        return """
            package product;
            public final class Stage {
                public static final double NS = Double.parseDouble("%s");
                public static final double ALLOCATED = Double.parseDouble("%s");
                public static final String DIGEST = "%s".strip();
                public static void check() {
                    if (DIGEST.isEmpty()) {
                        System.err.println("bench: the run is invalid: a packet was lost");
                        System.exit(1);
                    }
                }
            }
            """.formatted(ns, allocated, digest);
    }

    private static void compile(Path classes, List<JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none");
            if (!compiler.getTask(null, manager, null, options, null, sources).call()) {
                throw new IllegalStateException("the planted sources do not compile");
            }
        }
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
