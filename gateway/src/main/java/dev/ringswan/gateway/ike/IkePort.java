package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.PacketPort;

/**
 * A UDP port for IKE messages.
 *
 * @param local its address
 * @param port the port, or, where ESP in UDP shares it, a second sender of it
 * @param sharedWithEsp whether IKE messages travel behind the non-ESP marker (RFC 3948 §2.2); what comes in there passes
 *     through the data plane, so that this port is only sent by
 */
public record IkePort(TransportAddress local, PacketPort port, boolean sharedWithEsp) {}
