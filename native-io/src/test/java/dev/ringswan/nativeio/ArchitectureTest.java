package dev.ringswan.nativeio;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.ringswan.nativeio.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

/** The direction rules of this module (design.md §1). That each can fail is shown in ArchitectureRulesTest or here. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = ArchitectureRules.mainClasses("dev.ringswan.nativeio");

    @Test
    void dependsOnTheJdkOnly() {
        // com.sun.management is the JDK's own module jdk.management, and exported.
        ArchitectureRules.onlyDependOn("dev.ringswan.nativeio..", "com.sun.management")
                .check(CLASSES);
    }

    @Test
    void callsCInLinuxAndCryptoOnly() {
        ArchRule rule = ArchitectureRules.noForeignCalls();
        rule.check(CLASSES.that(resideOutsideOfPackages("..nativeio.linux..", "..nativeio.crypto..")));
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
    void logsNothing() {
        ArchitectureRules.noLogging().check(CLASSES);
    }

    @Test
    void startsNoThread() {
        ArchitectureRules.noThreads().check(CLASSES);
    }
}
