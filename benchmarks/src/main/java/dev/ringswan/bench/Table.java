package dev.ringswan.bench;

import java.util.List;
import java.util.Map;

/** Results for people. Times are ns per packet: median, and in brackets the 20th percentile of the windows. */
final class Table {
    private Table() {}

    static String of(String command, List<Series> all) {
        StringBuilder text = new StringBuilder();
        if (!all.isEmpty()) {
            all.getFirst().environment().forEach((name, value) -> {
                if (!name.equals("engine")) {
                    text.append("%-7s %s%n".formatted(name, value));
                }
            });
        }
        all.stream()
                .map(series -> series.environment().getOrDefault("engine", ""))
                .distinct()
                .forEach(engine -> text.append("engine  ").append(engine).append('\n'));
        text.append("ns per packet, median of windows (20th percentile); ")
                .append(Tunnel.SUITE.keyword())
                .append(", bursts of ")
                .append(Tunnel.BURST)
                .append(". Ratios within one run hold; absolute figures are this machine's, now.\n\n");
        text.append(command.equals("floor") ? floor(all) : sad(all));
        return text.toString();
    }

    private static String floor(List<Series> all) {
        StringBuilder text = new StringBuilder("%-13s %5s %-8s %15s %15s %15s %22s %15s %6s %6s%n"
                .formatted(
                        "engine",
                        "bytes",
                        "way",
                        "engine call",
                        "engine",
                        "pipeline",
                        "pipeline - engine",
                        "C twin",
                        "Java/C",
                        "alloc"));
        for (Series series : all) {
            Samples engine = series.leg(Series.ENGINE);
            Samples pipeline = series.leg(Series.PIPELINE);
            boolean twinned = series.has(Series.TWIN);
            text.append("%-13s %5d %-8s %15s %15s %15s %22s %15s %6s %6.2f%n"
                    .formatted(
                            series.engine(),
                            series.size(),
                            series.way().label(),
                            time(series.leg(Series.ENGINE_CALL)),
                            time(engine),
                            time(pipeline),
                            "%.1f (%.1f..%.1f)"
                                    .formatted(
                                            series.overhead(),
                                            pipeline.differenceQuantile(engine, 0.2),
                                            pipeline.differenceQuantile(engine, 0.8)),
                            twinned ? time(series.leg(Series.TWIN)) : "-",
                            twinned ? "%.3f".formatted(engine.ratio(series.leg(Series.TWIN))) : "-",
                            series.exact().getOrDefault(Series.ALLOCATED, Double.NaN)));
        }
        return text.append("pipeline - engine: median of the differences, round by round (20th..80th percentile);"
                        + " alloc: bytes per packet in the pipeline\n")
                .toString();
    }

    private static String sad(List<Series> all) {
        StringBuilder text = new StringBuilder("%-13s %5s %-8s %7s %15s %9s %15s %9s %6s %12s%n"
                .formatted(
                        "engine",
                        "bytes",
                        "way",
                        "SAs",
                        "pipeline",
                        "to 1 SA",
                        "C twin",
                        "to 1 SA",
                        "alloc",
                        "bytes per SA"));
        for (Series series : all) {
            Map<String, Double> exact = series.exact();
            boolean twinned = series.has(Series.TWIN);
            text.append("%-13s %5d %-8s %7d %15s %9.2f %15s %9s %6.2f %12s%n"
                    .formatted(
                            series.engine(),
                            series.size(),
                            series.way().label(),
                            series.saCount(),
                            time(series.leg(Series.PIPELINE)),
                            Sad.ratioToOne(Series.PIPELINE, series, all),
                            twinned ? time(series.leg(Series.TWIN)) : "-",
                            twinned ? "%.2f".formatted(Sad.ratioToOne(Series.TWIN, series, all)) : "-",
                            exact.getOrDefault(Series.ALLOCATED, Double.NaN),
                            exact.containsKey(Series.BYTES_PER_SA)
                                    ? "%.0f".formatted(exact.get(Series.BYTES_PER_SA))
                                    : "-"));
        }
        return text.append("bytes per SA: heap after collection and key memory of one SA of that direction, policy"
                        + " included outbound; - where there are too few to tell\n"
                        + "C twin: reads four cache lines and a key for each packet's SA and seals or opens, with no policy to"
                        + " look up: what memory leaves possible\n")
                .toString();
    }

    private static String time(Samples samples) {
        return "%.1f (%.1f)".formatted(samples.quantile(0.5), samples.quantile(0.2));
    }
}
