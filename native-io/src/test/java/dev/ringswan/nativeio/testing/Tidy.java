package dev.ringswan.nativeio.testing;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The house rules of design.md §8 and §9 that a compiler does not check, over the sources of one module.
 *
 * <p>Files are parsed by the JDK's own parser, so nothing is guessed from the text. Each violation is a sentence that
 * starts with {@code file:line} and says what to do.
 */
public final class Tidy {
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TEST = Path.of("src", "test", "java");
    private static final String PACKAGE_INFO = "package-info.java";

    private Tidy() {}

    /**
     * The violations in a module, in the order of its files; empty when all is well.
     *
     * @param module the module's directory; Surefire runs tests in it, so it is {@code Path.of("")} there
     * @throws IllegalStateException when the directory has no sources: or cannot be parsed: a check of nothing must not pass
     */
    public static List<String> violations(Path module) {
        List<Path> main = sources(module.resolve(MAIN));
        List<Path> test = sources(module.resolve(TEST));
        if (main.isEmpty() && test.isEmpty()) {
            throw new IllegalStateException("no Java sources under " + module.toAbsolutePath());
        }
        List<String> violations = new ArrayList<>();
        check(main, false, violations);
        check(test, true, violations);
        violations.addAll(packagesWithoutInfo(module, main, test));
        return violations;
    }

    private static void check(List<Path> files, boolean testSources, List<String> violations) {
        if (files.isEmpty()) {
            return;
        }
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, errors, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new TidyFile(unit, trees, testSources, violations).check();
            }
            if (!errors.getDiagnostics().isEmpty()) {
                throw new IllegalStateException("cannot be parsed: " + errors.getDiagnostics());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Test packages may share the package-info of the main package that they test. */
    private static List<String> packagesWithoutInfo(Path module, List<Path> main, List<Path> test) {
        TreeMap<Path, Path> directories = new TreeMap<>();
        for (Path file : test) {
            directories.putIfAbsent(module.resolve(TEST).relativize(parent(file)), parent(file));
        }
        for (Path file : main) {
            directories.put(module.resolve(MAIN).relativize(parent(file)), parent(file));
        }
        TreeSet<Path> documented = new TreeSet<>();
        Stream.of(main, test).flatMap(List::stream).filter(Tidy::isPackageInfo).forEach(file -> {
            Path root = file.startsWith(module.resolve(MAIN)) ? MAIN : TEST;
            documented.add(module.resolve(root).relativize(parent(file)));
        });
        List<String> violations = new ArrayList<>();
        directories.forEach((packagePath, directory) -> {
            if (!documented.contains(packagePath)) {
                violations.add(directory + ": has no " + PACKAGE_INFO + ": add one with @NullMarked and a picture");
            }
        });
        return violations;
    }

    static boolean isPackageInfo(Path file) {
        return file.endsWith(PACKAGE_INFO);
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static List<Path> sources(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
