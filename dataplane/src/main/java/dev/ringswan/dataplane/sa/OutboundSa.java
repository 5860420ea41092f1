package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The sending half of a child SA at run time: parameters, cipher, and the mutable part: the next sequence number and the
 * lifetime, which ingress owns, and the counters, which egress owns.
 */
public final class OutboundSa implements Sa, AutoCloseable {
    /** Without ESN a sequence number must not pass 32 bits (RFC 4303 §3.3.3). */
    private static final long SEQUENCE_MAX_32 = 0xFFFF_FFFFL;
    /** With ESN we stop at 63 bits, before the sign: 292 years at a billion packets a second. */
    private static final long SEQUENCE_MAX_64 = Long.MAX_VALUE - 1;

    private static final VarHandle NEXT;
    private static final VarHandle LIMIT;
    private static final VarHandle REMOTE;
    private static final VarHandle INNER_LENGTH_MAX;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(OutboundSa.class, "nextSequence", long.class);
            LIMIT = lookup.findVarHandle(OutboundSa.class, "sequenceLimit", long.class);
            REMOTE = lookup.findVarHandle(OutboundSa.class, "remote", Endpoint.class);
            INNER_LENGTH_MAX = lookup.findVarHandle(OutboundSa.class, "innerLengthMax", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PacketCipher cipher;
    private final int trafficClassBits;
    private final int trafficClassMask;
    private final boolean dontFragmentPlain;
    private final boolean dontFragmentMarked;
    private final boolean transport;
    private final byte portVerdict;
    private final boolean encapsulated;
    private final SaParameters parameters;
    private final LifetimeMeter meter;
    private final TrafficCounters counters = new TrafficCounters();
    private final long sequenceMax;
    private long nextSequence;
    private long sequenceLimit;
    private Endpoint remote;
    private int innerLengthMax;

    /**
     * Makes the SA and its key; wipes the key material of {@code parameters}.
     *
     * @param encapsulated whether a UDP header goes around ESP (RFC 3948)
     * @param portVerdict the verdict by which egress finds the public port of this SA
     */
    OutboundSa(SaParameters parameters, AeadProvider provider, boolean encapsulated, byte portVerdict, long nowNs) {
        this.parameters = parameters;
        this.portVerdict = portVerdict;
        sequenceMax = parameters.esn() ? SEQUENCE_MAX_64 : SEQUENCE_MAX_32;
        if (parameters.firstSequence() > sequenceMax) {
            throw new IllegalArgumentException(
                    parameters + " would start at sequence number " + parameters.firstSequence() + ", beyond its last");
        }
        cipher = parameters.newCipher(provider);
        OuterHeaderRules rules = parameters.outerHeaderRules();
        trafficClassBits = rules.outerTrafficClass(0);
        trafficClassMask = rules.outerTrafficClass(0xFF) & ~trafficClassBits;
        dontFragmentPlain = rules.outerDontFragment(false);
        dontFragmentMarked = rules.outerDontFragment(true);
        transport = parameters.mode() == SaMode.TRANSPORT;
        this.encapsulated = encapsulated;
        meter = new LifetimeMeter(
                parameters.lifetime().withSoftPacketsAtMost(softPackets(parameters.firstSequence())), nowNs);
        nextSequence = parameters.firstSequence();
        sequenceLimit = Math.min(parameters.sequenceLimit(), sequenceMax);
        remote = parameters.remote();
        innerLengthMax = parameters.innerLengthMax(parameters.pathMtu(), encapsulated);
    }

    /** A successor is asked for when three quarters of the sequence numbers are used, long before the last (§3.3.3). */
    private long softPackets(long firstSequence) {
        return Math.max(1, sequenceMax / 4 * 3 - firstSequence);
    }

    @Override
    public int spi() {
        return cipher.spi();
    }

    public PacketCipher cipher() {
        return cipher;
    }

    /** {@link OuterHeaderRules#outerTrafficClass} by the rules of this SA, which copy each bit or fix it. */
    public int outerTrafficClass(int innerTrafficClass) {
        return (innerTrafficClass & trafficClassMask) | trafficClassBits;
    }

    /** {@link OuterHeaderRules#outerDontFragment} by the rules of this SA. */
    public boolean outerDontFragment(boolean innerDontFragment) {
        return innerDontFragment ? dontFragmentMarked : dontFragmentPlain;
    }

    public SaParameters parameters() {
        return parameters;
    }

    public boolean isTransport() {
        return transport;
    }

    @Override
    public byte portVerdict() {
        return portVerdict;
    }

    @Override
    public long touch(int depth) {
        return switch (depth) {
            case 0 -> nextSequence + innerLengthMax + (remote == null ? 1 : 0);
            case 1 -> meter.touch() + cipher.touch() + counters.packets();
            default -> cipher.key().touch();
        };
    }

    /** Limits of this SA, counted by ingress. */
    public LifetimeMeter meter() {
        return meter;
    }

    @Override
    public TrafficCounters counters() {
        return counters;
    }

    /**
     * Takes the next sequence number for a packet, or says why there is none: so no number, and hence no IV, is ever used
     * twice (RFC 4303 §3.3.3, RFC 4106 §3.1). Ingress only.
     *
     * @param length bytes of the inner packet
     * @return the number, or a negated {@link DropReason#code()}
     */
    public long claimSequence(int length, long nowNs) {
        long sequence = nextSequence;
        if (sequence > (long) LIMIT.getOpaque(this)) {
            return -DropReason.SEQUENCE_EXHAUSTED.code();
        }
        if (!meter.admit(length, nowNs)) {
            return -DropReason.LIFETIME.code();
        }
        NEXT.setOpaque(this, sequence + 1);
        return sequence;
    }

    /** The number the next packet will get. Any thread; may be a moment old. */
    public long nextSequence() {
        return (long) NEXT.getOpaque(this);
    }

    /** The last number that may be used for now. */
    public long sequenceLimit() {
        return (long) LIMIT.getOpaque(this);
    }

    /** Raises the last number that may be used, as durable reservations allow. Control thread only; never lowers it. */
    public void extendSequence(long limit) {
        long capped = Math.min(limit, sequenceMax);
        if (capped > (long) LIMIT.getOpaque(this)) {
            LIMIT.setOpaque(this, capped);
        }
    }

    /** Where packets are sent; after a move perhaps the address before it, for the rest of a burst. */
    public Endpoint remote() {
        return remote; // all fields of an endpoint are final, so a plain read is enough and costs the loop no barrier
    }

    /** Follows a peer that moved, as an authenticated packet has shown (RFC 7296 §2.23). Control thread only. */
    public void moveRemote(Endpoint newRemote) {
        if (newRemote.isIpv4() != remote.isIpv4()) {
            throw new IllegalArgumentException("an SA cannot move to another address family");
        }
        REMOTE.setRelease(this, newRemote);
    }

    /** Longest inner packet that goes out in one piece, in bytes (RFC 4301 §8.2). */
    public int innerLengthMax() {
        return innerLengthMax; // plain, as remote()
    }

    /** Sets the path MTU, outer IP header included, at least {@link SaParameters#PATH_MTU_MIN}. Control thread only. */
    public void pathMtu(int pathMtu) {
        INNER_LENGTH_MAX.setOpaque(
                this, parameters.innerLengthMax(Math.max(pathMtu, SaParameters.PATH_MTU_MIN), encapsulated));
    }

    /** Wipes the key; only when no burst can refer to this SA any more. */
    @Override
    public void close() {
        cipher.close();
    }

    @Override
    public String toString() {
        return "outbound " + parameters;
    }
}
