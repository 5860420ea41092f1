package dev.ringswan.dataplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.ringswan.nativeio.testing.ArchitectureRules;
import dev.ringswan.nativeio.testing.PlantedClass;
import org.junit.jupiter.api.Test;

/** The direction rules of this module (design.md §1). That each can fail is shown in ArchitectureRulesTest or here. */
final class ArchitectureTest {
    private static final String PLANTED = "dev.ringswan.dataplane.Planted";
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses("dev.ringswan.dataplane");

    private static final ArchRule EXPORTED_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..nativeio.linux..")
            .because("ports are handed to the data plane; which ones, is the gateway's business");

    /** The interface they share is called Stage, without more. */
    private static final ArchRule STAGES_APART = classes()
            .that()
            .resideInAPackage("..dataplane.stage..")
            .and()
            .haveSimpleNameEndingWith("Stage")
            .should(dependOnNoOtherStage())
            .because("a stage that needs its neighbour is cut wrongly");

    @Test
    void dependsOnNativeIoAgronaAndDisruptorOnly() {
        ArchitectureRules.onlyDependOn(
                        "dev.ringswan.dataplane..", "dev.ringswan.nativeio..", "org.agrona..", "com.lmax.disruptor..")
                .check(CLASSES);
    }

    @Test
    void usesWhatNativeIoExportsOnly() {
        EXPORTED_ONLY.check(CLASSES);
        assertFails(EXPORTED_ONLY, PlantedClass.using(PLANTED, "dev.ringswan.nativeio.linux.LinuxPorts"));
    }

    @Test
    void hasStagesThatDoNotKnowEachOther() {
        STAGES_APART.check(CLASSES);
        assertFails(
                STAGES_APART,
                PlantedClass.usingEachOther(
                        "dev.ringswan.dataplane.stage.LeftStage", "dev.ringswan.dataplane.stage.RightStage"));
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

    @Test
    void logsNothing() {
        ArchitectureRules.noLogging().check(CLASSES);
    }

    @Test
    void startsNoThread() {
        ArchitectureRules.noThreads().check(CLASSES);
    }

    @Test
    void takesTimeFromOutside() {
        ArchitectureRules.noAmbientTime().check(CLASSES);
    }

    @Test
    void takesRandomnessFromOutside() {
        ArchitectureRules.noAmbientRandomness().check(CLASSES);
    }

    private static ArchCondition<JavaClass> dependOnNoOtherStage() {
        return new ArchCondition<>("depend on no other stage") {
            @Override
            public void check(JavaClass stage, ConditionEvents events) {
                stage.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isOtherStage(stage, dependency.getTargetClass()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(stage, dependency.getDescription())));
            }
        };
    }

    private static boolean isOtherStage(JavaClass stage, JavaClass target) {
        return !target.equals(stage)
                && target.getPackageName().contains(".dataplane.stage")
                && target.getSimpleName().matches(".+Stage");
    }

    private static void assertFails(ArchRule rule, JavaClasses planted) {
        assertThat(rule.evaluate(planted).hasViolation()).isTrue();
    }
}
