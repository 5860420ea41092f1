package dev.ringswan.perf;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.ringswan.nativeio.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

/** The direction rules of this module (design.md §1). That each can fail is shown in ArchitectureRulesTest or here. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses("dev.ringswan.perf");

    @Test
    void readsResultFilesAndKnowsNoOtherModule() {
        ArchitectureRules.onlyDependOn(
                        "dev.ringswan.perf..",
                        "picocli..",
                        "com.fasterxml.jackson.jr..",
                        "com.github.mustachejava..",
                        "org.apache.commons.statistics..")
                .check(CLASSES);
    }

    @Test
    void hasNoPackageCycles() {
        ArchitectureRules.noPackageCycles().check(CLASSES);
    }

    @Test
    void usesNoUnsafe() {
        ArchitectureRules.noUnsafe().check(CLASSES);
    }

    @Test
    void callsNoC() {
        ArchitectureRules.noForeignCalls().check(CLASSES);
    }
}
