package dev.ringswan.perf;

import picocli.CommandLine.Option;

/** The options of all commands that judge. */
final class JudgeOptions {
    @Option(
            names = "--margin",
            defaultValue = "0.03",
            description = "Loss of a stage or of the pipeline that must be excluded (${DEFAULT-VALUE}).")
    double margin;

    @Option(names = "--alpha", defaultValue = "0.05", description = "Error of all rows together (${DEFAULT-VALUE}).")
    double alpha;

    Comparison comparison() {
        return new Comparison(new Margin(margin, Margin.SENTINEL.floor(), true), alpha);
    }
}
