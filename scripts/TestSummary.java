import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up what Surefire reported: per module, per kind of test, each skipped test with its reason, and the total.
 *
 * <p>Run by scripts/verify as {@code java TestSummary.java MARKER} in the project's directory; only reports that are newer
 * than the marker file count. The status is 1 when a test failed or when none was run.
 */
final class TestSummary {
    private static final String[] KINDS = {
        "PropertyTest", "VectorTest", "StressTest", "LincheckTest", "AllocationTest", "FuzzTest", "SimulationTest",
        "ExchangeTest", "TransitionTest", "ArchitectureTest", "TidyTest", "IT", "Test"
    };

    private final DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    private final Map<String, Counts> modules = new TreeMap<>();
    private final Map<String, Counts> kinds = new TreeMap<>();
    private final Map<String, Map<String, Integer>> skipped = new TreeMap<>();
    private final List<String> failed = new ArrayList<>();
    private final Counts total = new Counts();

    private TestSummary() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        FileTime start = Files.getLastModifiedTime(Path.of(arguments[0]));
        TestSummary summary = new TestSummary();
        for (Path report : reportsSince(start)) {
            summary.add(report);
        }
        summary.print(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.exit(summary.failed.isEmpty() && summary.total.run > summary.total.skipped ? 0 : 1);
    }

    private static List<Path> reportsSince(FileTime start) throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of(""),
                4,
                (path, attributes) -> path.toString().matches("[^/]+/target/surefire-reports/TEST-.*\\.xml")
                        && attributes.lastModifiedTime().compareTo(start) >= 0)) {
            return files.sorted().toList();
        }
    }

    private void add(Path report) throws Exception {
        NodeList cases = parser.parse(report.toFile()).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            String type = test.getAttribute("classname");
            String name = type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
            Counts counts = new Counts();
            counts.run = 1;
            if (child(test, "failure") != null) {
                counts.failures = 1;
                failed.add(name);
            } else if (child(test, "error") != null) {
                counts.errors = 1;
                failed.add(name);
            } else if (child(test, "skipped") != null) {
                counts.skipped = 1;
                skipped.computeIfAbsent(reason(child(test, "skipped")), reason -> new TreeMap<>())
                        .merge(name.replaceAll("(\\(.*\\))?(\\[\\d+].*)?$", ""), 1, Integer::sum);
            }
            modules.computeIfAbsent(report.getName(0).toString(), module -> new Counts()).add(counts);
            kinds.computeIfAbsent(kind(type), kind -> new Counts()).add(counts);
            total.add(counts);
        }
    }

    private static Element child(Element test, String name) {
        return (Element) test.getElementsByTagName(name).item(0);
    }

    /** What the skipped test said, up to the stack trace and without what JUnit and AssertJ put around it. */
    private static String reason(Element skip) {
        String message = skip.hasAttribute("message") ? skip.getAttribute("message") : skip.getTextContent();
        StringBuilder reason = new StringBuilder();
        for (String line : message.lines().toList()) {
            if (line.startsWith("\tat ") || line.startsWith("Expecting ")) {
                break;
            }
            reason.append(reason.isEmpty() ? "" : " ").append(line.strip());
        }
        String sentence = reason.toString().replaceFirst(
                "^(org.opentest4j.TestAbortedException: *)?(Assumption failed: *|assumption was not met due to: *)?(SKIPPED: *)?", "");
        return sentence.isEmpty() ? "no reason given" : sentence;
    }

    /** The kind is the end of the class name (design.md §8); of several that match, the longest comes first in the list. */
    private static String kind(String type) {
        String outer = type.replaceAll("\\$.*", "");
        for (String kind : KINDS) {
            if (outer.endsWith(kind)) {
                return "…" + kind;
            }
        }
        return "other";
    }

    private void print(PrintStream out) {
        out.println();
        out.println("------------------------------------------------------------------------");
        for (String name : failed) {
            out.println("FAILED  " + name);
        }
        skipped.forEach((reason, names) -> {
            out.println("SKIPPED " + reason);
            names.forEach((name, count) -> out.println("        " + name + (count == 1 ? "" : ", " + count + " times")));
        });
        out.println();
        kinds.forEach((kind, counts) -> out.printf("%-20s %s%n", kind, counts));
        out.println();
        modules.forEach((module, counts) -> out.printf("%-20s %s%n", module, counts));
        out.println();
        out.println(total);
        if (total.run == total.skipped) {
            out.println("No test was run: nothing is known.");
        }
    }

    private static final class Counts {
        private int run;
        private int failures;
        private int errors;
        private int skipped;

        void add(Counts other) {
            run += other.run;
            failures += other.failures;
            errors += other.errors;
            skipped += other.skipped;
        }

        @Override
        public String toString() {
            return "Tests run: " + run + ", Failures: " + failures + ", Errors: " + errors + ", Skipped: " + skipped;
        }
    }
}
