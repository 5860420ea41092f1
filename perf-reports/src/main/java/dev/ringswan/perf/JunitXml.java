package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One test case for each row, so that a CI server names the benchmark that failed. */
final class JunitXml {
    private JunitXml() {}

    static String of(Decision decision) {
        List<String> cases = new ArrayList<>();
        int failures = 0;
        int skipped = 0;
        int errors = 0;
        for (Row row : decision.rows()) {
            String name = row.series() + (row.metric().isEmpty() ? "" : " " + row.metric());
            String open = "  <testcase classname=\""
                    + escape("perf." + row.series().bench()) + "\" name=\"" + escape(name) + "\"";
            String message = escape(row.verdict().word() + ": " + row.detail());
            boolean bad = row.gates() && row.verdict().exitCode() != 0;
            if (!bad) {
                cases.add(open + ">\n    <system-out>" + message + "</system-out>\n  </testcase>\n");
            } else if (row.verdict() == Verdict.INCONCLUSIVE) {
                skipped++;
                cases.add(open + ">\n    <skipped message=\"" + message + "\"/>\n  </testcase>\n");
            } else {
                boolean failed = row.verdict() == Verdict.REGRESSED;
                failures += failed ? 1 : 0;
                errors += failed ? 0 : 1;
                cases.add(open + ">\n    <" + (failed ? "failure" : "error") + " message=\"" + message
                        + "\"/>\n  </testcase>\n");
            }
        }
        return String.format(
                        Locale.ROOT,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n<testsuite name=\"perf\" tests=\"%d\" failures=\"%d\""
                                + " errors=\"%d\" skipped=\"%d\">%n",
                        cases.size(),
                        failures,
                        errors,
                        skipped)
                + String.join("", cases) + "</testsuite>\n";
    }

    /** Text for an attribute or an element. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
