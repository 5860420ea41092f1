package dev.ringswan.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.ringswan.nativeio.testing.ArchitectureRules;
import dev.ringswan.nativeio.testing.PlantedClass;
import org.junit.jupiter.api.Test;

/** The direction rules of this module (design.md §1). That each can fail is shown in ArchitectureRulesTest or here. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses("dev.ringswan.bench");

    private static final ArchRule NO_PERF_REPORTS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.ringswan.perf..")
            .because("they meet in the result file");

    @Test
    void doesNotKnowPerfReports() {
        NO_PERF_REPORTS.check(CLASSES);
        assertThat(NO_PERF_REPORTS
                        .evaluate(PlantedClass.using("dev.ringswan.bench.Planted", "dev.ringswan.perf.Main"))
                        .hasViolation())
                .isTrue();
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
