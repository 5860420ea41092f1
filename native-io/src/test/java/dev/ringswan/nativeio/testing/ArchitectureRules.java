package dev.ringswan.nativeio.testing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The direction rules of design.md §1 that more than one module keeps. */
public final class ArchitectureRules {
    private ArchitectureRules() {}

    /** The classes below a package, those of the tests left out. */
    public static JavaClasses mainClasses(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(rootPackage);
    }

    /** Packages form a tree of needs: whoever reads one need not read all. */
    public static ArchRule noPackageCycles() {
        return SlicesRuleDefinition.slices()
                .matching("dev.ringswan.(**)")
                .should()
                .beFreeOfCycles();
    }

    /** The classes use nothing but the JDK, JSpecify and the given packages. */
    public static ArchRule onlyDependOn(String... packages) {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage("java..", "javax..", "jdk..", "org.jspecify..")
                .or(resideInAnyPackage(packages))
                .as("the JDK, JSpecify or %s", String.join(", ", packages));
        return classes().should().onlyDependOnClassesThat(allowed.or(primitives()));
    }

    /** Calls to C are made in native-io only. */
    public static ArchRule noForeignCalls() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Linker.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(SymbolLookup.class)
                .because("native-io is the border to C");
    }

    /** Memory is reached through FFM or Agrona's checked buffers. */
    public static ArchRule noUnsafe() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("(sun\\.misc|jdk\\.internal\\.misc)\\.Unsafe|org\\.agrona\\.Unsafe(Access|Api)")
                .because("Unsafe stays inside Agrona");
    }

    /** Libraries report events and counters; the gateway alone writes log lines. */
    public static ArchRule noLogging() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .orShould(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .because("no logger and no standard stream outside gateway");
    }

    /** Time is an argument, or comes from a clock that was given. */
    public static ArchRule noAmbientTime() {
        return noClasses()
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("time is a constructor argument: two gateways must run in one thread, from one seed");
    }

    /** Randomness comes from a source that was given. */
    public static ArchRule noAmbientRandomness() {
        return noClasses()
                .should()
                .callConstructorWhere(target(owner(assignableTo(Random.class))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo(SplittableRandom.class))))
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("randomness is a constructor argument: two gateways must run from one seed");
    }

    /** Threads are made by whoever runs the agents. */
    public static ArchRule noThreads() {
        return noClasses()
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .because("threads are a constructor argument");
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return DescribedPredicate.describe(
                "primitives", type -> type.getBaseComponentType().isPrimitive());
    }
}
