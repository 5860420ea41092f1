package dev.ringswan.dataplane;

import dev.ringswan.nativeio.PacketPort;

/**
 * A port on the public side.
 *
 * @param port carries ESP datagrams
 * @param encapsulated whether it is a UDP port, which carries IKE and keepalives besides ESP (RFC 3948)
 */
public record PublicPort(PacketPort port, boolean encapsulated) {}
