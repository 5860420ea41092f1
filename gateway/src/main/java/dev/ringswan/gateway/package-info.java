/** Placeholder. */
@NullMarked
package dev.ringswan.gateway;

import org.jspecify.annotations.NullMarked;
