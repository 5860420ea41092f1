@NullMarked
package dev.ringswan.ike.crypto;

import org.jspecify.annotations.NullMarked;
