/**
 * The configuration: a typed subset of the syntax of strongSwan's {@code swanctl.conf}, or the older {@code ipsec.conf}.
 *
 * <pre>
 *   file ──ConfigLoader──▶ text ──SwanctlParser──────────▶ Section tree ──SectionReader──▶ records ──▶ GatewayConfig
 *        mode bits, size      └──IpsecConfParser, ▲ lines                 types, units,            sums across
 *                                IpsecConfConverter                       unknown keys             sections
 *   ConnectionReader ── AuthReader (who, Secrets, CredentialFiles)
 *                    └─ ChildReader (ProposalText, selectors, lifetimes)
 * </pre>
 *
 * Each arrow can find faults; all faults of a file are reported together, each with file, line, and what to write instead.
 * Warnings stand beside the configuration. The records are immutable and valid once they exist. Keys do not print.
 */
@NullMarked
package dev.ringswan.gateway.config;

import org.jspecify.annotations.NullMarked;
