package dev.ringswan.nativeio.linux;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The two address families, and the names that the same socket options have in each. */
enum Family {
    IPV4(
            4,
            LinuxConstants.AF_INET,
            LinuxConstants.IPPROTO_IP,
            LinuxConstants.IP_TOS,
            LinuxConstants.IP_RECVTOS,
            LinuxConstants.IP_MTU_DISCOVER,
            LinuxConstants.IP_MTU),
    IPV6(
            6,
            LinuxConstants.AF_INET6,
            LinuxConstants.IPPROTO_IPV6,
            LinuxConstants.IPV6_TCLASS,
            LinuxConstants.IPV6_RECVTCLASS,
            LinuxConstants.IPV6_MTU_DISCOVER,
            LinuxConstants.IPV6_MTU);

    /** What the first four bits of an IP packet say. */
    final int version;
    /** Of {@code socket}. */
    final int domain;
    /** Of options and control messages. */
    final int level;
    /** The control message that carries DSCP and ECN, both ways. */
    final int trafficClass;
    /** The option that asks for that message on receive. */
    final int receiveTrafficClass;
    /** The option that decides about fragments. */
    final int mtuDiscover;
    /** The option that tells the path MTU of a connected socket. */
    final int mtu;

    Family(int version, int domain, int level, int trafficClass, int receiveTrafficClass, int mtuDiscover, int mtu) {
        this.version = version;
        this.domain = domain;
        this.level = level;
        this.trafficClass = trafficClass;
        this.receiveTrafficClass = receiveTrafficClass;
        this.mtuDiscover = mtuDiscover;
        this.mtu = mtu;
    }

    static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
