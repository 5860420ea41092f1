/** Placeholder. */
@NullMarked
package dev.ringswan.dataplane;

import org.jspecify.annotations.NullMarked;
