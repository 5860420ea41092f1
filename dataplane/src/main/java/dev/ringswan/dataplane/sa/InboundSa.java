package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.ExtendedSequence;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.dataplane.esp.ReplayWindow;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The receiving half of a child SA at run time: parameters, cipher, and the mutable part, which egress owns (replay window,
 * lifetime, counters).
 */
public final class InboundSa implements Sa, AutoCloseable {
    private static final VarHandle PEER;
    private static final VarHandle MOVING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PEER = lookup.findVarHandle(InboundSa.class, "peer", Endpoint.class);
            MOVING = lookup.findVarHandle(InboundSa.class, "moving", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int spi;
    private final boolean esn;
    private final boolean transport;
    private final boolean encapsulated;
    private final PacketCipher cipher;
    private final ReplayWindow window;
    private final TrafficSelectors selectors;
    private final SaParameters parameters;
    private final int innerLengthMax;
    private final LifetimeMeter meter;
    private final TrafficCounters counters = new TrafficCounters();
    private Endpoint peer;
    private boolean moving;

    /** Makes the SA and its key; wipes the key material of {@code parameters}. */
    InboundSa(SaParameters parameters, AeadProvider provider, boolean encapsulated, long nowNs) {
        this.parameters = parameters;
        spi = parameters.spi();
        esn = parameters.esn();
        transport = parameters.mode() == SaMode.TRANSPORT;
        this.encapsulated = encapsulated;
        window = new ReplayWindow(parameters.replayWindow());
        cipher = parameters.newCipher(provider);
        selectors = parameters.selectors();
        innerLengthMax = parameters.innerLengthMax(parameters.pathMtu(), encapsulated);
        meter = new LifetimeMeter(parameters.lifetime(), nowNs);
        peer = parameters.remote();
    }

    @Override
    public int spi() {
        return spi;
    }

    public PacketCipher cipher() {
        return cipher;
    }

    public ReplayWindow window() {
        return window;
    }

    public TrafficSelectors selectors() {
        return selectors;
    }

    public SaParameters parameters() {
        return parameters;
    }

    public boolean isTransport() {
        return transport;
    }

    /** Whether a UDP header is around ESP (RFC 3948), so that a NAT may be on the way. */
    public boolean isEncapsulated() {
        return encapsulated;
    }

    /** Longest inner packet that the way back carries in one piece, as far as this SA's parameters say. */
    public int innerLengthMax() {
        return innerLengthMax;
    }

    @Override
    public long touch(int depth) {
        return switch (depth) {
            case 0 -> spi + (peer == null ? 1L : 0L);
            case 1 -> window.length() + meter.touch() + cipher.touch() + counters.packets() + selectors.touch(0);
            default -> window.touch() + selectors.touch(1) + cipher.key().touch();
        };
    }

    /** Limits of this SA, counted by egress. */
    public LifetimeMeter meter() {
        return meter;
    }

    @Override
    public TrafficCounters counters() {
        return counters;
    }

    /** There is one private port. */
    @Override
    public byte portVerdict() {
        return PacketBurst.FORWARD;
    }

    /** The whole sequence number of a packet that carries {@code sequenceLow}; 0 or less when it can be none of ours. */
    public long inferSequence(int sequenceLow) {
        return esn
                ? ExtendedSequence.infer(sequenceLow, window.highest(), window.length())
                : sequenceLow & 0xFFFF_FFFFL;
    }

    /** Where authenticated packets come from, as far as the control thread knows. */
    public Endpoint peer() {
        return peer; // all fields of an endpoint are final, so a plain read is enough and costs the loop no barrier
    }

    /** Accepts a new source of authenticated packets. Control thread only. */
    public void peer(Endpoint newPeer) {
        PEER.setRelease(this, newPeer);
        endMove();
    }

    /** Whether a moved peer has not been reported yet; from now on it has. */
    public boolean beginMove() {
        if ((boolean) MOVING.getOpaque(this)) {
            return false;
        }
        MOVING.setOpaque(this, true);
        return true;
    }

    /** Lets the next packet from elsewhere be reported again. */
    public void endMove() {
        MOVING.setOpaque(this, false);
    }

    /** Wipes the key; only when no burst can refer to this SA any more. */
    @Override
    public void close() {
        cipher.close();
    }

    @Override
    public String toString() {
        return "inbound " + parameters;
    }
}
