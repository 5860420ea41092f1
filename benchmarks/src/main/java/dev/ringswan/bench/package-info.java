/** Placeholder. */
@NullMarked
package dev.ringswan.bench;

import org.jspecify.annotations.NullMarked;
