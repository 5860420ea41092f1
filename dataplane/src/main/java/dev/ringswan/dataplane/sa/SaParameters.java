package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.dataplane.esp.ReplayWindow;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.Arrays;

/**
 * What one SA is to do: the description that the control thread hands to the data plane (RFC 4301 §4.4.2.1). Immutable but
 * for its key material, which is wiped when the SA is installed. Built by {@code of(…)} and the {@code with…} methods.
 *
 * <p>The endpoints are those of the outer header, seen from this gateway: {@code local} here, {@code remote} there. An
 * inbound SA uses them to rebuild transport-mode headers and to notice a peer that moved.
 */
public final class SaParameters {
    /** Path MTU where nothing better is known, in bytes. */
    public static final int PATH_MTU_DEFAULT = 1500;
    /** Smallest path MTU that is believed (RFC 791 needs 576 of an IPv4 host; below that lies an attack). */
    public static final int PATH_MTU_MIN = 576;

    private static final int UDP_HEADER_LENGTH = 8;

    private final int spi;
    private final EspSuite suite;
    private final KeyMaterial keyMaterial;
    private SaMode mode = SaMode.TUNNEL;
    private final Endpoint local;
    private final Endpoint remote;
    private final TrafficSelectors selectors;
    private int portIndex;
    private boolean esn = true;
    private int replayWindow = ReplayWindow.LENGTH_DEFAULT;
    private long firstSequence = 1;
    private long sequenceLimit = Long.MAX_VALUE;
    private SaLifetime lifetime = SaLifetime.NONE;
    private OuterHeaderRules outerHeaderRules = OuterHeaderRules.COPY;
    private int pathMtu = PATH_MTU_DEFAULT;

    private SaParameters(
            int spi,
            EspSuite suite,
            KeyMaterial keyMaterial,
            Endpoint local,
            Endpoint remote,
            TrafficSelectors selectors) {
        this.spi = spi;
        this.suite = suite;
        this.keyMaterial = keyMaterial;
        this.local = local;
        this.remote = remote;
        this.selectors = selectors;
    }

    private SaParameters(SaParameters from) {
        this(from.spi, from.suite, from.keyMaterial, from.local, from.remote, from.selectors);
        mode = from.mode;
        portIndex = from.portIndex;
        esn = from.esn;
        replayWindow = from.replayWindow;
        firstSequence = from.firstSequence;
        sequenceLimit = from.sequenceLimit;
        lifetime = from.lifetime;
        outerHeaderRules = from.outerHeaderRules;
        pathMtu = from.pathMtu;
    }

    /**
     * Describes a tunnel-mode SA with extended sequence numbers, a replay window of 1,024 and no lifetime.
     *
     * @param keyMaterial {@code suite.keyMaterialLength()} bytes: cipher key, salt, integrity key; copied
     * @param local outer address of this gateway, with the UDP port where ESP is encapsulated in UDP
     * @param remote outer address of the peer, likewise
     */
    public static SaParameters of(
            int spi, EspSuite suite, byte[] keyMaterial, Endpoint local, Endpoint remote, TrafficSelectors selectors) {
        if (Integer.compareUnsigned(spi, EspHeader.SPI_MIN) < 0) {
            throw new IllegalArgumentException(
                    "SPI " + Integer.toUnsignedString(spi) + " is reserved; use 256 or more");
        }
        if (keyMaterial.length != suite.keyMaterialLength()) {
            throw new IllegalArgumentException(suite.keyword() + " takes " + suite.keyMaterialLength()
                    + " bytes of key material, not " + keyMaterial.length);
        }
        if (local.isIpv4() != remote.isIpv4()) {
            throw new IllegalArgumentException(
                    "the outer addresses " + local + " and " + remote + " are not of one family");
        }
        return new SaParameters(spi, suite, new KeyMaterial(keyMaterial.clone()), local, remote, selectors);
    }

    public SaParameters withMode(SaMode newMode) {
        SaParameters copy = new SaParameters(this);
        copy.mode = newMode;
        return copy;
    }

    /** Which of the data plane's public ports carries this SA; 0 is the first. */
    public SaParameters withPort(int newPortIndex) {
        SaParameters copy = new SaParameters(this);
        copy.portIndex = newPortIndex;
        return copy;
    }

    /** Extended (64-bit) sequence numbers, RFC 4303 §2.2.1. */
    public SaParameters withEsn(boolean newEsn) {
        SaParameters copy = new SaParameters(this);
        copy.esn = newEsn;
        return copy;
    }

    public SaParameters withReplayWindow(int newReplayWindow) {
        ReplayWindow.requireLength(newReplayWindow);
        SaParameters copy = new SaParameters(this);
        copy.replayWindow = newReplayWindow;
        return copy;
    }

    /**
     * The sequence numbers an outbound SA may use for now, both included; {@link
     * dev.ringswan.dataplane.sa.OutboundSa#extendSequence} raises the limit.
     */
    public SaParameters withSequence(long first, long limit) {
        if (first < 1 || limit < first) {
            throw new IllegalArgumentException(
                    "sequence numbers " + first + " to " + limit + " are not a range from 1");
        }
        SaParameters copy = new SaParameters(this);
        copy.firstSequence = first;
        copy.sequenceLimit = limit;
        return copy;
    }

    public SaParameters withLifetime(SaLifetime newLifetime) {
        SaParameters copy = new SaParameters(this);
        copy.lifetime = newLifetime;
        return copy;
    }

    public SaParameters withOuterHeaderRules(OuterHeaderRules newRules) {
        SaParameters copy = new SaParameters(this);
        copy.outerHeaderRules = newRules;
        return copy;
    }

    /** Largest outer packet the path takes, in bytes, outer IP header included. */
    public SaParameters withPathMtu(int newPathMtu) {
        if (newPathMtu < PATH_MTU_MIN || newPathMtu > 65_535) {
            throw new IllegalArgumentException("path MTU " + newPathMtu + " is outside 576..65535");
        }
        SaParameters copy = new SaParameters(this);
        copy.pathMtu = newPathMtu;
        return copy;
    }

    public int spi() {
        return spi;
    }

    public EspSuite suite() {
        return suite;
    }

    public SaMode mode() {
        return mode;
    }

    public Endpoint local() {
        return local;
    }

    public Endpoint remote() {
        return remote;
    }

    public TrafficSelectors selectors() {
        return selectors;
    }

    public int portIndex() {
        return portIndex;
    }

    public boolean esn() {
        return esn;
    }

    public int replayWindow() {
        return replayWindow;
    }

    public long firstSequence() {
        return firstSequence;
    }

    public long sequenceLimit() {
        return sequenceLimit;
    }

    public SaLifetime lifetime() {
        return lifetime;
    }

    public OuterHeaderRules outerHeaderRules() {
        return outerHeaderRules;
    }

    public int pathMtu() {
        return pathMtu;
    }

    /**
     * Longest inner packet that fits the path in one piece (RFC 4301 §8.2).
     *
     * @param mtu of the path, outer IP header included
     * @param encapsulated whether a UDP header goes around ESP
     */
    int innerLengthMax(int mtu, boolean encapsulated) {
        int ipLength = remote.isIpv4() ? IpHeader.IPV4_LENGTH : IpHeader.IPV6_LENGTH;
        int espLength = mtu - ipLength - (encapsulated ? UDP_HEADER_LENGTH : 0);
        int payloadLength = suite.payloadLengthMax(espLength);
        return mode == SaMode.TRANSPORT ? ipLength + payloadLength : payloadLength;
    }

    /**
     * Makes the cipher of an SA, and wipes the key material.
     *
     * @throws IllegalStateException when it has been wiped before: a description makes one SA
     */
    PacketCipher newCipher(AeadProvider provider) {
        byte[] bytes = keyMaterial.bytes();
        int saltStart = suite.algorithm().cipherKeyLength();
        int integrityStart = saltStart + suite.saltLength();
        byte[] key = new byte[suite.algorithm().keyLength()];
        int salt = 0;
        try {
            System.arraycopy(bytes, 0, key, 0, saltStart);
            System.arraycopy(bytes, integrityStart, key, saltStart, bytes.length - integrityStart);
            for (int i = saltStart; i < integrityStart; i++) {
                salt = (salt << Byte.SIZE) | (bytes[i] & 0xFF);
            }
            return new PacketCipher(suite, provider.newKey(suite.algorithm(), key), spi, salt, esn);
        } finally {
            Arrays.fill(key, (byte) 0);
            wipe();
        }
    }

    /** Overwrites the key material of this description and of all copies that share it. */
    public void wipe() {
        keyMaterial.wipe();
    }

    @Override
    public String toString() {
        return "SA 0x" + Integer.toHexString(spi) + " " + suite.keyword() + " " + mode + " " + local + " - " + remote;
    }

    /** Shared by all copies of a description, so that none of them can bring a wiped key into force. */
    private static final class KeyMaterial {
        private final byte[] bytes;
        private boolean wiped;

        KeyMaterial(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            if (wiped) {
                throw new IllegalStateException("this key material has been used or wiped; describe the SA anew");
            }
            return bytes;
        }

        void wipe() {
            Arrays.fill(bytes, (byte) 0);
            wiped = true;
        }
    }
}
