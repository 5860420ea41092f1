package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaTable;
import dev.ringswan.ike.sa.MessageWindow;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageEncoder;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.PayloadChain;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What exchanges need from outside: configuration, random streams, SPIs, the time of the input that is being worked on,
 * and a list for effects.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class ExchangeContext {
    private static final int NONCE_LENGTH = 32;

    private IkeConfig config;
    private ConnectionTable connections;
    private final SecureRandom publicRandom;
    private final SecureRandom secretRandom;
    private final SpiAllocator spis;
    private final Failures failures = new Failures();
    private final IkeSaTable sas = new IkeSaTable();
    private final ChildSas children = new ChildSas(this);
    private List<IkeEffect> effects = new ArrayList<>();
    private long nowNs;

    public ExchangeContext(IkeConfig config, SecureRandom publicRandom, SecureRandom secretRandom, SpiAllocator spis) {
        this.config = config;
        this.connections = new ConnectionTable(config);
        this.publicRandom = publicRandom;
        this.secretRandom = secretRandom;
        this.spis = spis;
    }

    /** Starts to work on an input. */
    public void begin(long now) {
        nowNs = now;
    }

    /** The effects since the last call, in their order. */
    public List<IkeEffect> take() {
        List<IkeEffect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    public IkeConfig config() {
        return config;
    }

    /** The operator has decided anew. */
    public void configure(IkeConfig next) {
        config = next;
        connections = new ConnectionTable(next);
        failures.retain(connections);
    }

    /** Those of the configuration. */
    public ConnectionTable connections() {
        return connections;
    }

    /** What went wrong last. */
    public Failures failures() {
        return failures;
    }

    public long nowNs() {
        return nowNs;
    }

    /** For nonces, SPIs, IVs: values that everybody may see. */
    public SecureRandom publicRandom() {
        return publicRandom;
    }

    /** For keys. */
    public SecureRandom secretRandom() {
        return secretRandom;
    }

    /** All IKE SAs. */
    public IkeSaTable sas() {
        return sas;
    }

    /** What becomes of child SAs. */
    public ChildSas children() {
        return children;
    }

    /** Whether a peer at this address has an IKE SA that is up, or is named in the configuration. */
    boolean isKnown(TransportAddress peer) {
        return sas.isPeer(peer.address()) || connections.isRemote(peer.address());
    }

    /** An SPI for an IKE SA. */
    public long drawIkeSpi() {
        long spi = publicRandom.nextLong();
        return spi == 0 || sas.contains(spi) ? drawIkeSpi() : spi;
    }

    /** A random time for another try, so that the other side, which does the same, is not always as fast. */
    long laterNs() {
        long pause = config.timers().retransmitNs();
        return nowNs + pause / 4 + publicRandom.nextLong(pause);
    }

    /** Both sides have proven who they are: the lifetime begins. */
    void establish(IkeSa sa) {
        IkeLifetime lifetime = sa.connection().lifetime();
        long earlierNs = lifetime.jitterNs() > 0 ? publicRandom.nextLong(lifetime.jitterNs()) : 0;
        long rekeyNs = lifetime.rekeyNs() > 0 ? nowNs + lifetime.rekeyNs() - earlierNs : MessageWindow.NEVER;
        long hardNs = lifetime.hardNs() > 0 ? nowNs + lifetime.hardNs() : MessageWindow.NEVER;
        sa.established(nowNs, rekeyNs, hardNs);
    }

    /**
     * An SPI for an inbound ESP SA.
     *
     * @throws ChildRefusal when the data plane has room for no other
     */
    int allocateSpi() throws ChildRefusal {
        try {
            return spis.allocate();
        } catch (IllegalStateException e) {
            throw new ChildRefusal(NotifyType.NO_ADDITIONAL_SAS, String.valueOf(e.getMessage()));
        }
    }

    /** An SPI on which nothing was installed. */
    void releaseSpi(int spi) {
        spis.release(spi);
    }

    /** Gives back what the peer has begun and will not finish. */
    void abandon(HalfDone half) {
        half.keys().close();
        if (half instanceof HalfDone.Child child) {
            releaseSpi(child.localSpi());
        }
    }

    /** A key exchange of the configuration, which was checked: there is no other in it. */
    KeyExchangeMethod method(int transformId) {
        return Objects.requireNonNull(config.keyExchanges().of(transformId));
    }

    /** A nonce, long enough for every PRF here (RFC 7296 §2.10). */
    public Bytes nonce() {
        return randomBytes(NONCE_LENGTH);
    }

    /** Bytes that everybody may see. */
    Bytes randomBytes(int length) {
        byte[] bytes = new byte[length];
        publicRandom.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /** Adds an effect. */
    public void effect(IkeEffect effect) {
        effects.add(effect);
    }

    /** Tells the operator. */
    public void report(IkeEvent event) {
        failures.note(event, nowNs);
        effects.add(new IkeEffect.Report(event));
    }

    /** Tells the operator why there is no child SA. */
    void reportFailure(IkeSa sa, ChildConfig child, ChildRefusal refusal) {
        report(new IkeEvent.ChildFailed(sa.connection().name(), child.name(), String.valueOf(refusal.getMessage())));
    }

    /** Sends the datagrams of a message to the peer of an IKE SA. */
    public void send(IkeSa sa, List<Bytes> datagrams) {
        for (Bytes datagram : datagrams) {
            send(sa.local(), sa.remote(), datagram);
        }
    }

    /** Sends a datagram. */
    public void send(TransportAddress local, TransportAddress remote, Bytes datagram) {
        effects.add(new IkeEffect.SendDatagram(local, remote, datagram));
    }

    /** Answers in clear, without an IKE SA. */
    void answer(TransportAddress local, TransportAddress remote, IkeHeader header, Payload payload) {
        send(local, remote, Bytes.of(MessageEncoder.encode(Message.of(header.response(), payload))));
    }

    /** Sends a sealed request of ours, and repeats it until it is answered. */
    public void request(IkeSa sa, int exchange, List<Payload> payloads) {
        List<Bytes> datagrams = sa.channel().seal(PayloadChain.of(sa.requestHeader(exchange), payloads));
        sa.window().sent(datagrams, nowNs, publicRandom);
        send(sa, datagrams);
    }

    /** Answers a sealed request. */
    public void respond(IkeSa sa, IkeHeader request, List<Payload> payloads) {
        List<Bytes> datagrams = sa.channel().seal(PayloadChain.of(request.response(), payloads));
        sa.window().responded(datagrams);
        send(sa, datagrams);
    }
}
