@NullMarked
package dev.ringswan.ike;

import org.jspecify.annotations.NullMarked;
