package dev.ringswan.bench;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.IvPool;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.GracePeriod;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.dataplane.stage.ClassifyStage;
import dev.ringswan.dataplane.stage.DecapStage;
import dev.ringswan.dataplane.stage.EncapStage;
import dev.ringswan.dataplane.stage.InboundLookupStage;
import dev.ringswan.dataplane.stage.OpenStage;
import dev.ringswan.dataplane.stage.ReplayCommitStage;
import dev.ringswan.dataplane.stage.ReplayPrecheckStage;
import dev.ringswan.dataplane.stage.SealStage;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.security.SecureRandom;
import java.util.Random;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The stages of the data plane, each alone on a burst that is laid out again before it. ESP packets hold plaintext, as they do
 * behind OpenStage; only between {@link #seal()} and {@link #open()} they do not.
 *
 * <p><em>Threading:</em> one thread.
 */
final class StageFixture implements AutoCloseable {
    /** Bytes of the inner packets where none reads more than their headers. */
    static final int LENGTH = 64;

    private static final EspSuite SUITE = EspSuite.AES256_GCM16;
    private static final Endpoint OWN = Endpoint.of("192.0.2.1", 4500);
    private static final Endpoint PEER = Endpoint.of("192.0.2.2", 4500);
    private static final int SPI_BASE = 0x5E00_0000;

    private final DataplaneEvents events = new DataplaneEvents();
    private final InboundSaTable table;
    private final SaControl control;
    private final OutboundSa outbound;
    private final InboundSa[] inbound;
    private final int[] order;
    private final EspBurst plain = new EspBurst(PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT));
    private final EspBurst esp = new EspBurst(PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT));
    private final int length;
    private final int espLength;
    // Of their own types, so that no call depends on what the compiler has seen of the other stages.
    private final ClassifyStage classify = new ClassifyStage(new boolean[] {true}, events);
    private final InboundLookupStage lookup;
    private final ReplayPrecheckStage precheck = new ReplayPrecheckStage();
    private final ReplayCommitStage commit = new ReplayCommitStage(events);
    private final EncapStage encap;
    private final SealStage seal;
    private final OpenStage open;
    private final DecapStage decap = new DecapStage();
    private long sequence;
    private int next;

    /** Makes that many inbound SAs, one outbound SA, and packets of {@link #LENGTH}. */
    StageFixture(int saCount) {
        this(saCount, AeadProviders.select("jca"), LENGTH);
    }

    /** The same with an engine for {@link #seal()} and {@link #open()}, and the length of the inner packets in bytes. */
    StageFixture(int saCount, AeadProvider provider, int length) {
        this.length = length;
        espLength = SUITE.overhead(length) + length;
        SecureRandom random = new SecureRandom();
        table = new InboundSaTable(Math.max(4096, Integer.highestOneBit(saCount) << 1));
        control = new SaControl(
                table,
                new PolicyTable<>(),
                provider,
                new boolean[] {true},
                new GracePeriod(),
                new GracePeriod(),
                SystemNanoClock.INSTANCE,
                random);
        lookup = new InboundLookupStage(table);
        encap = new EncapStage(new IvPool(random));
        seal = new SealStage(provider.newEngine());
        open = new OpenStage(provider.newEngine());
        TrafficSelectors selectors = TrafficSelectors.of("10.0.0.0/8", "192.168.0.0/16");
        inbound = new InboundSa[saCount];
        for (int i = 0; i < saCount; i++) {
            inbound[i] = control.installInbound(SaParameters.of(SPI_BASE | i, SUITE, key(i), OWN, PEER, selectors));
        }
        outbound = control.activateOutbound(
                control.newChild("bench"), SaParameters.of(SPI_BASE, SUITE, key(0), OWN, PEER, selectors));
        order = TestPackets.shuffled(saCount, MicroBenchmark.SEED);
        write(new TestPackets(length, MicroBenchmark.SEED));
    }

    private static byte[] key(int sa) {
        byte[] key = new byte[SUITE.keyMaterialLength()];
        new Random(MicroBenchmark.SEED + sa).nextBytes(key);
        return key;
    }

    private void write(TestPackets packets) {
        plain.packets().count(MicroBenchmark.BURST);
        esp.packets().count(MicroBenchmark.BURST);
        int padLength = EspTrailer.padLength(length, SUITE.alignment());
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            packets.write(plain.packets(), i, length, 0);
            packets.write(esp.packets(), i, length, 0);
            int offset = esp.packets().packetOffset(i);
            EspTrailer.write(esp.packets(), offset + length, padLength, EspTrailer.NEXT_HEADER_IPV4);
            EspHeader.write(esp.packets(), offset - SUITE.headerLength(), SPI_BASE, i + 1L, i + 1L);
            esp.packets().source(i, PEER);
            esp.sa(i, inbound[0]);
            plain.sa(i, outbound);
        }
    }

    private EspBurst layOutEsp() {
        PacketBurst packets = esp.packets();
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            packets.packet(i, packets.packetOffset(i) - SUITE.headerLength(), espLength);
        }
        return esp;
    }

    private static EspBurst checked(EspBurst burst) {
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            if (!burst.isAlive(i)) {
                throw new IllegalStateException(
                        "packet " + i + " ended with " + burst.packets().verdict(i));
            }
        }
        return burst;
    }

    /** Tells ESP from IKE and keepalives. */
    EspBurst classify() {
        EspBurst burst = layOutEsp();
        classify.process(burst);
        checked(burst);
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            burst.sa(i, inbound[0]); // which classifying has cleared
        }
        return burst;
    }

    /** SPI to SA; the packets of a burst belong to different SAs where there are several. */
    EspBurst lookup() {
        EspBurst burst = layOutEsp();
        PacketBurst packets = burst.packets();
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            packets.putInt(packets.offset(i), SPI_BASE | order[next]);
            next = next + 1 == order.length ? 0 : next + 1;
        }
        lookup.process(burst);
        return checked(burst);
    }

    /** Infers the sequence number and checks it. */
    EspBurst precheck() {
        EspBurst burst = layOutEsp();
        precheck.process(burst);
        return checked(burst);
    }

    /** Checks the sequence number and moves the window; also the lifetime and the peer's address. */
    EspBurst commit() {
        EspBurst burst = layOutEsp();
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            burst.sequence(i, ++sequence);
        }
        commit.process(burst);
        return checked(burst);
    }

    /** Trailer, header, IV, outer header. */
    EspBurst encap() {
        PacketBurst packets = plain.packets();
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            packets.packet(i, packets.packetOffset(i), length);
            plain.sequence(i, ++sequence);
        }
        encap.process(plain);
        return checked(plain);
    }

    /** Makes the burst ready for {@link #seal()}; of no interest to time. */
    void beforeSeal() {
        layOutEsp();
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            esp.sa(i, outbound);
            esp.sequence(i, i + 1L);
        }
    }

    /** Encryption and ICV. */
    EspBurst seal() {
        seal.process(esp);
        return checked(esp);
    }

    /** Makes the burst that is sealed ready for {@link #open()}. */
    void beforeOpen() {
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            esp.sa(i, inbound[0]);
        }
    }

    /** ICV and decryption. */
    EspBurst open() {
        open.process(esp);
        return checked(esp);
    }

    /** Padding, next header, inner length, ECN. */
    EspBurst decap() {
        EspBurst burst = layOutEsp();
        decap.process(burst);
        return checked(burst);
    }

    @Override
    public void close() {
        seal.close();
        open.close();
        control.close();
    }
}
