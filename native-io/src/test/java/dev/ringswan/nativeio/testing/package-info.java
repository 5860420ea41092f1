/**
 * What tests of every module share.
 *
 * <pre>
 *   Vectors            third-party test vectors, from the directory in -Dringswan.vectors; skips loudly without it
 *   Hex                bytes to and from hexadecimal
 *   Seeds              runs a property for many seeds and names the one that failed
 *   Tidy               the house rules: a module's TidyTest asks it for violations
 *   ArchitectureRules  the direction rules that a module's ArchitectureTest picks from
 *   PlantedClass       class files that break a rule, to see it fail
 * </pre>
 */
@NullMarked
package dev.ringswan.nativeio.testing;

import org.jspecify.annotations.NullMarked;
