package dev.ringswan.ike;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.ringswan.nativeio.testing.ArchitectureRules;
import dev.ringswan.nativeio.testing.PlantedClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The direction rules of this module (design.md §1, §6). That each can fail is shown in ArchitectureRulesTest or here. */
final class ArchitectureTest {
    private static final String PLANTED = "dev.ringswan.ike.Planted";
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses("dev.ringswan.ike");

    private static final ArchRule NO_SOCKETS = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.channels\\..*|java\\.net\\.(.*Socket.*|.*Datagram.*|URL.*|Http.*)")
            .because("IKE is a function: datagrams are its arguments");

    /** A map of that kind may be looked into only; who cannot iterate it by mistake does not have it. */
    private static final ArchRule DEFINED_ORDER = noClasses()
            .should()
            .callConstructor(HashMap.class)
            .orShould()
            .callConstructor(HashMap.class, int.class)
            .orShould()
            .callConstructor(HashSet.class)
            .orShould()
            .callConstructor(HashSet.class, int.class)
            .orShould()
            .callMethod(Collectors.class, "toSet")
            .because("the same seed must give the same effects: use LinkedHashMap, TreeMap or EnumMap");

    @Test
    void dependsOnBouncyCastleOnly() {
        ArchitectureRules.onlyDependOn("dev.ringswan.ike..", "org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void opensNoSocket() {
        NO_SOCKETS.check(CLASSES);
        assertFails(NO_SOCKETS, PlantedClass.using(PLANTED, "java.net.DatagramSocket"));
        assertFails(NO_SOCKETS, PlantedClass.using(PLANTED, "java.nio.channels.DatagramChannel"));
    }

    @Test
    void keepsCollectionsInDefinedOrder() {
        DEFINED_ORDER.check(CLASSES);
        assertFails(DEFINED_ORDER, PlantedClass.creating(PLANTED, "java.util.HashMap"));
        assertFails(DEFINED_ORDER, PlantedClass.creating(PLANTED, "java.util.HashSet"));
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

    private static void assertFails(ArchRule rule, JavaClasses planted) {
        assertThat(rule.evaluate(planted).hasViolation()).isTrue();
    }
}
