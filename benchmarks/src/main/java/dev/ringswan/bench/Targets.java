package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.Series.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the figures are held against, and whether they pass: the last line of the output. */
final class Targets {
    private static final double OVERHEAD_OUTBOUND_NS = 40;
    private static final double OVERHEAD_INBOUND_NS = 50;
    private static final double TWIN_RATIO = 1.10;
    private static final int TWIN_SIZE = 1400;
    private static final double SAD_RATIO = 2;

    private static final String SCHEMA = "ringswan.targets/1";

    private final List<Target> targets = new ArrayList<>();

    private record Target(String name, String unit, double value, double limit) {
        boolean isMet() {
            return value <= limit;
        }
    }

    private Targets() {}

    /** Overhead and allocation of each series, and the ratio to the C program. */
    static Targets ofFloor(List<Series> all) {
        Targets result = new Targets();
        for (Series series : all) {
            boolean outbound = series.way() == Way.OUTBOUND;
            double limit = outbound ? OVERHEAD_OUTBOUND_NS : OVERHEAD_INBOUND_NS;
            result.add("pipeline - engine", series, "ns/packet", series.overhead(), limit);
            if (!series.engine().equals("jca")) { // javax.crypto allocates in itself
                result.add("allocation", series, "bytes/packet", series.exact().getOrDefault(Series.ALLOCATED, 0.0), 0);
            }
            if (series.has(Series.TWIN) && series.size() == TWIN_SIZE) {
                double ratio = series.leg(Series.ENGINE).ratio(series.leg(Series.TWIN));
                result.add("engine / C program", series, "ratio", ratio, TWIN_RATIO);
            }
        }
        return result;
    }

    /** How much slower the pipeline is with many SAs than with one. */
    static Targets ofSad(List<Series> all) {
        Targets result = new Targets();
        for (Series series : all) {
            if (series.saCount() > 1 && series.size() == TWIN_SIZE) {
                double ratio = Sad.ratioToOne(Series.PIPELINE, series, all);
                result.add("time with " + series.saCount() + " SAs / 1 SA", series, "ratio", ratio, SAD_RATIO);
            }
        }
        return result;
    }

    private void add(String what, Series series, String unit, double value, double limit) {
        String name = what + ", " + series.engine() + ", " + series.size() + " bytes, "
                + series.way().label();
        targets.add(new Target(name, unit, value, limit));
    }

    boolean areMet() {
        return targets.stream().allMatch(Target::isMet);
    }

    String toText() {
        StringBuilder text = new StringBuilder("\nTargets\n");
        for (Target target : targets) {
            text.append("  %-7s %-70s %8.2f <= %.2f %s%n"
                    .formatted(
                            target.isMet() ? "met" : "MISSED", target.name, target.value, target.limit, target.unit));
        }
        return text.toString();
    }

    String toJson() throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Target target : targets) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", target.name);
            entry.put("unit", target.unit);
            entry.put("value", Math.round(target.value * 1000) / 1000.0);
            entry.put("limit", target.limit);
            entry.put("met", target.isMet());
            list.add(entry);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SCHEMA);
        line.put("targets", list);
        line.put("met", areMet());
        return JSON.std.asString(line) + "\n";
    }
}
