/** Whole gateways as processes in network namespaces; see {@code scripts/demo} for the picture. */
@NullMarked
package dev.ringswan.gateway.e2e;

import org.jspecify.annotations.NullMarked;
