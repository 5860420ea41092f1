package dev.ringswan.nativeio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each shared rule fails on a class that breaks it, and holds for one that does not. */
final class ArchitectureRulesTest {
    private static final String PLANTED = "dev.ringswan.planted.Planted";
    private static final JavaClasses HARMLESS = PlantedClass.using(PLANTED, "java.util.ArrayList");

    @Test
    void findsPackageCycle() {
        assertFinds(
                ArchitectureRules.noPackageCycles(),
                PlantedClass.usingEachOther("dev.ringswan.left.Left", "dev.ringswan.right.Right"));
    }

    @Test
    void findsForbiddenDependency() {
        ArchRule rule = ArchitectureRules.onlyDependOn("dev.ringswan.planted..");
        assertFinds(rule, PlantedClass.using(PLANTED, "org.agrona.DirectBuffer"));
        assertFinds(rule, PlantedClass.using(PLANTED, "dev.ringswan.gateway.Gateway"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.foreign.Linker", "java.lang.foreign.SymbolLookup"})
    void findsForeignCall(String type) {
        assertFinds(ArchitectureRules.noForeignCalls(), PlantedClass.using(PLANTED, type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sun.misc.Unsafe", "jdk.internal.misc.Unsafe", "org.agrona.UnsafeApi"})
    void findsUnsafe(String type) {
        assertFinds(ArchitectureRules.noUnsafe(), PlantedClass.using(PLANTED, type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.util.logging.Logger", "java.lang.System$Logger", "org.slf4j.Logger"})
    void findsLogger(String type) {
        assertFinds(ArchitectureRules.noLogging(), PlantedClass.using(PLANTED, type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nanoTime", "currentTimeMillis"})
    void findsAmbientTime(String method) {
        assertFinds(ArchitectureRules.noAmbientTime(), PlantedClass.calling(PLANTED, "java.lang.System", method));
    }

    @Test
    void findsAmbientInstant() {
        assertFinds(ArchitectureRules.noAmbientTime(), PlantedClass.calling(PLANTED, "java.time.Instant", "now"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.util.Random", "java.security.SecureRandom", "java.util.SplittableRandom"})
    void findsAmbientRandomness(String type) {
        assertFinds(ArchitectureRules.noAmbientRandomness(), PlantedClass.creating(PLANTED, type));
    }

    @Test
    void findsSharedRandomness() {
        assertFinds(ArchitectureRules.noAmbientRandomness(), PlantedClass.calling(PLANTED, "java.lang.Math", "random"));
    }

    @Test
    void findsThread() {
        assertFinds(ArchitectureRules.noThreads(), PlantedClass.creating(PLANTED, "java.lang.Thread"));
        assertFinds(ArchitectureRules.noThreads(), PlantedClass.calling(PLANTED, "java.lang.Thread", "ofVirtual"));
    }

    private static void assertFinds(ArchRule rule, JavaClasses planted) {
        assertThat(rule.evaluate(planted).hasViolation())
                .as("finds: %s", rule.getDescription())
                .isTrue();
        assertThat(rule.evaluate(HARMLESS).hasViolation())
                .as("spares: %s", rule.getDescription())
                .isFalse();
    }
}
