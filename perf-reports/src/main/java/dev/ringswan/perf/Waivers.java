package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Losses that were agreed to in review, one a line: {@code series-glob metric allowed-loss last-day reason}.
 *
 * <pre>
 *   # the new replay window costs a little
 *   stage.replay-check*  time      8%   2027-01-31  wider window, see CHANGES
 *   pipeline.*           alloc_B   0.5  2027-01-31  pooled buffers come with the next release
 * </pre>
 *
 * A waiver ends: one that has expired, or that fits nothing that was measured, is an error.
 */
final class Waivers {
    private static final int FIELDS = 5;
    private static final double PERCENT = 100;

    private final Path file;
    private final List<Waiver> waivers;

    private record Waiver(int line, Pattern series, String glob, String metric, double allowed, String reason) {
        boolean fits(Row row) {
            return metric.equals(row.metric())
                    && series.matcher(row.series().toString()).matches();
        }
    }

    private Waivers(Path file, List<Waiver> waivers) {
        this.file = file;
        this.waivers = waivers;
    }

    /** No waivers. */
    static Waivers none() {
        return new Waivers(Path.of(""), List.of());
    }

    /**
     * Reads a file.
     *
     * @throws WaiverException when a line does not follow the format, or has expired
     */
    static Waivers read(Path file, LocalDate today) throws IOException, WaiverException {
        List<Waiver> waivers = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                waivers.add(parse(file, i + 1, line, today));
            }
        }
        return new Waivers(file, waivers);
    }

    private static Waiver parse(Path file, int number, String line, LocalDate today) throws WaiverException {
        String place = file + ":" + number + ": ";
        String[] fields = line.split("\\s+", FIELDS);
        if (fields.length < FIELDS) {
            throw new WaiverException(
                    place + "a waiver has five fields: series-glob metric allowed-loss last-day reason");
        }
        boolean percent = fields[2].endsWith("%");
        if (percent != fields[1].equals(Row.TIME) || !fields[2].matches("[0-9]+(\\.[0-9]+)?%?")) {
            throw new WaiverException(
                    place + "the allowed loss is a percentage for time and a number for counts, not " + fields[2]);
        }
        try {
            if (LocalDate.parse(fields[3]).isBefore(today)) {
                throw new WaiverException(
                        place + "expired on " + fields[3] + "; remove it, or have it agreed to again");
            }
        } catch (DateTimeParseException e) {
            throw new WaiverException(place + "the last day is written as 2027-01-31, not " + fields[3]);
        }
        double allowed = Double.parseDouble(fields[2].replace("%", ""));
        Pattern glob = Pattern.compile(Pattern.quote(fields[0]).replace("*", "\\E.*\\Q"));
        return new Waiver(number, glob, fields[0], fields[1], percent ? allowed / PERCENT : allowed, fields[4]);
    }

    /** The rows, with those losses waived that were agreed to. */
    List<Row> apply(List<Row> rows) {
        return rows.stream().map(this::apply).toList();
    }

    private Row apply(Row row) {
        if (row.verdict() != Verdict.REGRESSED) {
            return row;
        }
        for (Waiver waiver : waivers) {
            if (waiver.fits(row) && loss(row) <= waiver.allowed) {
                return row.withVerdict(Verdict.WAIVED, "waived: " + waiver.reason);
            }
        }
        return row;
    }

    private static double loss(Row row) {
        Row.Timing timing = row.timing();
        return timing == null
                ? Double.parseDouble(row.detail().replaceFirst(".* -> ", ""))
                : Math.expm1(-timing.gain().estimate());
    }

    /** Fails when one fits no row: what it was for is gone. */
    void expectAllUsed(List<Row> rows) throws WaiverException {
        for (Waiver waiver : waivers) {
            if (rows.stream().noneMatch(waiver::fits)) {
                throw new WaiverException(file + ":" + waiver.line + ": nothing that was measured fits " + waiver.glob
                        + " " + waiver.metric + "; remove it");
            }
        }
    }
}
