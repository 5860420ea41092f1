/**
 * Tests of the engines.
 *
 * <pre>
 *   Engines   the providers that can run here
 *      └── EngineHarness   one engine, one packet at a time, between canaries
 * </pre>
 */
@NullMarked
package dev.ringswan.nativeio.crypto;

import org.jspecify.annotations.NullMarked;
