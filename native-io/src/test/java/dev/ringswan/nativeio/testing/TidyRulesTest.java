package dev.ringswan.nativeio.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants one violation after the other in a small module: each rule must be able to fail. */
final class TidyRulesTest {
    private static final String MAIN = "src/main/java/a/";
    private static final String TEST = "src/test/java/a/";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path module;

    @Test
    void acceptsTidyModule() throws IOException {
        plantPackageInfo();
        plant(MAIN + "Port.java", """
                package a;

                /** A port. */
                public final class Port implements java.util.function.Supplier<String> {
                    private int spi;

                    /** The SPI. */
                    public int spi() {
                        return spi;
                    }

                    /** A value of the buffer: with an argument it is no accessor. */
                    public int getInt(int offset) {
                        return offset;
                    }

                    @Override
                    public String get() {
                        return "a get" + "Value() in a string, { and } too";
                    }
                }
                """);
        plant(TEST + "PortTest.java", testClass("PortTest", "opensOnce"));
        assertThat(Tidy.violations(module)).isEmpty();
    }

    @Test
    void refusesToCheckNothing() {
        assertThatIllegalStateException().isThrownBy(() -> Tidy.violations(module));
    }

    @Test
    void findsLongFile() throws IOException {
        plantType("\n".repeat(TidyFile.FILE_LINES_MAX));
        assertFinds("the file has 404 lines, at most 400");
    }

    @Test
    void acceptsFileAtTheLimit() throws IOException {
        plantType("\n".repeat(TidyFile.FILE_LINES_MAX - 4));
        assertThat(Tidy.violations(module)).isEmpty();
    }

    @Test
    void findsLongMethod() throws IOException {
        plantType("void run() {" + "\n".repeat(TidyFile.METHOD_LINES_MAX) + "}");
        assertFinds("Port.java:3: method run has 61 lines, at most 60");
    }

    @Test
    void acceptsMethodAtTheLimit() throws IOException {
        plantType("void run() {" + "\n".repeat(TidyFile.METHOD_LINES_MAX - 1) + "}");
        assertThat(Tidy.violations(module)).isEmpty();
    }

    @Test
    void findsMarksOfUnfinishedWork() throws IOException {
        for (String mark :
                new String[] {"TO" + "DO", "FIX" + "ME", "XX" + "X", "not " + "implemented", "Not yet " + "implemented"
                }) {
            plantType("// " + mark + ": later");
            assertFinds("Port.java:3: '" + mark + "'");
        }
    }

    @Test
    void findsAccessor() throws IOException {
        plantType("int getSpi() { return 1; }");
        assertFinds("accessor getSpi(): drop the 'get'");
    }

    @Test
    void findsBannedTypeNames() throws IOException {
        plantType("interface SessionManager {}");
        assertThat(Tidy.violations(module)).hasSize(2);
        plantType("enum EspFrame {}");
        assertFinds("'Frame' is not one of our words");
        plantType("enum EventHandler {}");
        assertThat(Tidy.violations(module)).as("a handler is no handle").isEmpty();
    }

    @Test
    void findsOpenClass() throws IOException {
        plantType("static class Open {}");
        assertFinds("class Open is open");
        plantType("static sealed class Choice {} static non-sealed class One extends Choice {}");
        assertFinds("class One is open");
    }

    @Test
    void findsTypeWithoutJavadoc() throws IOException {
        plantPackageInfo();
        plant(MAIN + "Port.java", "package a;\nfinal class Port {}\n");
        assertFinds("Port.java:2: type Port has no javadoc");
    }

    @Test
    void findsPublicMethodWithoutJavadoc() throws IOException {
        plantType("public void open(int a) { a++; a++; }");
        assertFinds("public method open has no javadoc");
        plantType("/** API. */ public interface Device { void open(int a); }");
        assertFinds("public method open has no javadoc");
        plantType("interface Device { void open(int a); }");
        assertThat(Tidy.violations(module)).as("not public outside its package").isEmpty();
        plantType("public int spi() { return 1; }");
        assertThat(Tidy.violations(module)).as("an accessor").isEmpty();
    }

    @Test
    void findsPackageWithoutInfo() throws IOException {
        plant(MAIN + "Port.java", "package a;\n/** A port. */\nfinal class Port {}\n");
        assertFinds("has no package-info.java");
    }

    @Test
    void findsTestPackageWithoutInfo() throws IOException {
        plantPackageInfo();
        plant("src/test/java/b/PortTest.java", testClass("PortTest", "opensOnce"));
        assertFinds("has no package-info.java");
    }

    @Test
    void findsPackageInfoWithoutNullMarked() throws IOException {
        plant(MAIN + "package-info.java", "/** A. <pre>picture</pre> */\npackage a;\n");
        assertFinds("package-info without @NullMarked");
    }

    @Test
    void findsPackageInfoWithoutPicture() throws IOException {
        plant(MAIN + "package-info.java", "/** A. */\n@org.jspecify.annotations.NullMarked\npackage a;\n");
        assertFinds("package-info without a picture");
        plant(MAIN + "package-info.java", "@org.jspecify.annotations.NullMarked\npackage a;\n");
        assertFinds("package-info without javadoc");
    }

    @Test
    void findsTestClassThatSurefireWouldNotRun() throws IOException {
        plantPackageInfo();
        plant(TEST + "PortCheck.java", testClass("PortCheck", "opensOnce"));
        assertFinds("test class PortCheck does not run");
    }

    @Test
    void findsTestThatIsNotNamedForBehaviour() throws IOException {
        plantPackageInfo();
        plant(TEST + "PortTest.java", testClass("PortTest", "testOpen"));
        assertFinds("test testOpen: name the behaviour");
    }

    private void assertFinds(String part) {
        assertThat(Tidy.violations(module)).singleElement().asString().contains(part);
    }

    /** A type that is tidy but for what the body brings; four lines and those that the body adds. */
    private void plantType(String body) throws IOException {
        plantPackageInfo();
        plant(MAIN + "Port.java", "package a;\n/** A port. */ public final class Port {\n" + body + "\n}\n");
    }

    private void plantPackageInfo() throws IOException {
        plant(
                MAIN + "package-info.java",
                "/** A. <pre>picture</pre> */\n@org.jspecify.annotations.NullMarked\npackage a;\n");
    }

    private static String testClass(String type, String method) {
        return "package a;\nfinal class " + type + " {\n    @org.junit.jupiter.api.Test\n    void " + method
                + "() {}\n}\n";
    }

    private void plant(String path, String text) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
