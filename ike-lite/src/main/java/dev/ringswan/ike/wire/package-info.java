@NullMarked
package dev.ringswan.ike.wire;

import org.jspecify.annotations.NullMarked;
