/**
 * What tests of every module share.
 *
 * <pre>
 *   Vectors    third-party test vectors, from the directory in -Dringswan.vectors; skips loudly without it
 *   Hex        bytes to and from hexadecimal
 *   Seeds      runs a property for many seeds and names the one that failed
 * </pre>
 */
@NullMarked
package dev.ringswan.nativeio.testing;

import org.jspecify.annotations.NullMarked;
