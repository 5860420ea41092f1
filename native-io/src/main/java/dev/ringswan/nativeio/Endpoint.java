package dev.ringswan.nativeio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An IP address and port, with its encoded {@code sockaddr_in} or {@code sockaddr_in6} (Linux) kept ready in four words.
 * Port 0 stands for "no port", as raw sockets use it. Immutable.
 */
public final class Endpoint {
    /** Bytes of one entry of a socket address table: {@code sockaddr_in6} (28) rounded up to whole words. */
    public static final int SOCKADDR_STRIDE = 32;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    private static final int SOCKADDR_IN_LENGTH = 16;
    private static final int SOCKADDR_IN6_LENGTH = 28;

    private final InetAddress address;
    private final int port;
    private final int sockaddrLength;
    private final long addressHigh;
    private final long addressLow;
    final long word0;
    final long word1;
    final long word2;
    final long word3;

    private Endpoint(InetAddress address, int port) {
        this.address = address;
        this.port = port;
        ByteBuffer sockaddr = ByteBuffer.allocate(SOCKADDR_STRIDE).order(ByteOrder.nativeOrder());
        if (address instanceof Inet4Address) {
            sockaddr.putShort((short) AF_INET);
            sockaddr.order(ByteOrder.BIG_ENDIAN).putShort((short) port).put(address.getAddress());
            sockaddrLength = SOCKADDR_IN_LENGTH;
            addressHigh = 0;
            addressLow = sockaddr.getInt(4) & 0xFFFF_FFFFL;
        } else {
            sockaddr.putShort((short) AF_INET6);
            sockaddr.order(ByteOrder.BIG_ENDIAN)
                    .putShort((short) port)
                    .putInt(0)
                    .put(address.getAddress());
            sockaddrLength = SOCKADDR_IN6_LENGTH;
            addressHigh = sockaddr.getLong(8);
            addressLow = sockaddr.getLong(16);
        }
        sockaddr.order(ByteOrder.nativeOrder());
        word0 = sockaddr.getLong(0);
        word1 = sockaddr.getLong(8);
        word2 = sockaddr.getLong(16);
        word3 = sockaddr.getLong(24);
    }

    /** Makes an endpoint. {@code port} is 0 to 65,535. */
    public static Endpoint of(InetAddress address, int port) {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " is outside 0..65535");
        }
        return new Endpoint(address, port);
    }

    /** Makes an endpoint from an IP address in text (never a name) and a port. */
    public static Endpoint of(String address, int port) {
        return of(InetAddress.ofLiteral(address), port);
    }

    /** Reads an endpoint back from its encoded socket address, {@link #SOCKADDR_STRIDE} bytes. */
    public static Endpoint ofSockaddr(byte[] sockaddr) {
        ByteBuffer buffer = ByteBuffer.wrap(sockaddr);
        boolean ipv4 = buffer.order(ByteOrder.nativeOrder()).getShort(0) == AF_INET;
        byte[] address = new byte[ipv4 ? 4 : 16];
        buffer.get(ipv4 ? 4 : 8, address);
        int port = buffer.order(ByteOrder.BIG_ENDIAN).getShort(2) & 0xFFFF;
        try {
            return of(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    public InetAddress address() {
        return address;
    }

    public int port() {
        return port;
    }

    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** Writes the encoded socket address, {@link #SOCKADDR_STRIDE} bytes, at an offset that is a multiple of 8. */
    public void encode(MemorySegment table, long offset) {
        table.set(ValueLayout.JAVA_LONG, offset, word0);
        table.set(ValueLayout.JAVA_LONG, offset + 8, word1);
        table.set(ValueLayout.JAVA_LONG, offset + 16, word2);
        table.set(ValueLayout.JAVA_LONG, offset + 24, word3);
    }

    /** The first eight bytes of an IPv6 address in network order; 0 for IPv4. */
    public long addressHigh() {
        return addressHigh;
    }

    /** The last eight bytes of an IPv6 address in network order; an IPv4 address as an unsigned number. */
    public long addressLow() {
        return addressLow;
    }

    /** Bytes of the encoded socket address: 16 for IPv4, 28 for IPv6. */
    public int sockaddrLength() {
        return sockaddrLength;
    }

    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + port;
    }

    @Override
    public String toString() {
        String host = address.getHostAddress();
        return (isIpv4() ? host : '[' + host + ']') + ':' + port;
    }
}
