package dev.ringswan.dataplane;

import static java.util.Objects.requireNonNull;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws datagrams as an attacker, a broken peer and an honest peer would send them, and foretells by simple means of its own
 * what becomes of each: {@link WindowOracle} for sequence numbers, and what was sealed with the right key is known.
 */
final class HostileInbound implements AutoCloseable {
    /** A datagram, and what must become of it: an end, or delivery of these bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Expected(
            byte[] datagram, int trafficClass, @Nullable DropReason end, byte @Nullable [] delivered) {}

    /** What is known of a datagram when it is drawn; {@code sequence} is 0 unless its ICV is right. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Draft(
            byte[] datagram,
            int trafficClass,
            long sequence,
            @Nullable DropReason end,
            byte @Nullable [] delivered) {}

    private static final int WINDOW = 256;
    private static final int KINDS = 20;
    private static final int REMEMBERED = 2048;

    private final RandomGenerator random;
    private final List<Victim> victims = new ArrayList<>();
    private final Map<Integer, Victim> bySpi = new HashMap<>();
    private final List<Draft> honest = new ArrayList<>();

    /** One inbound SA with the peer's key. */
    private final class Victim {
        final EspForge forge;
        final WindowOracle window;
        long next;

        Victim(OneGateway net, AeadProvider provider, int spi, EspSuite suite, boolean esn, long start) {
            SaParameters parameters = OneGateway.sa(spi, suite).withEsn(esn).withReplayWindow(WINDOW);
            InboundSa sa = net.dataplane.control().installInbound(parameters);
            sa.window().commit(start);
            forge = new EspForge(provider, suite, OneGateway.key(suite, spi), spi, esn);
            window = new WindowOracle(WINDOW, esn);
            window.commit(start);
            next = start + 1;
            victims.add(this);
            bySpi.put(spi, this);
        }

        /** Mostly the next number; now and then with a gap, also one longer than the window. */
        long sequence() {
            int luck = random.nextInt(200);
            next += luck == 0 ? WINDOW + random.nextInt(WINDOW) : luck < 20 ? random.nextInt(8) : 0;
            return next++;
        }
    }

    HostileInbound(OneGateway net, AeadProvider provider, RandomGenerator random) {
        this.random = random;
        victim(net, provider, 0xC1A5_0001, EspSuite.AES256_GCM16, true, (3L << 32) - 30_000);
        victim(net, provider, 0xC2A5_0002, EspSuite.AES128_GCM16, false, 0x7FFF_0000L);
        victim(net, provider, 0xC4A5_0004, EspSuite.AES128_SHA256, true, 1);
        victim(net, provider, 0xC8A5_0008, EspSuite.AES256_SHA512, false, 1);
        victim(net, provider, 0xD0A5_0010, EspSuite.CHACHA20_POLY1305, true, (1L << 32) - 5);
    }

    private void victim(OneGateway net, AeadProvider provider, int spi, EspSuite suite, boolean esn, long start) {
        Victim ignored = new Victim(net, provider, spi, suite, esn, start);
    }

    /** Draws a burst; the first packet is honest. */
    List<Expected> burst(int count) {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(honest(victim()));
        while (drafts.size() < count) {
            drafts.add(draw(drafts));
        }
        return foretell(drafts);
    }

    private Draft draw(List<Draft> drafts) {
        Victim victim = victim();
        return switch (random.nextInt(KINDS)) {
            case 0 -> truncated(victim);
            case 1 -> flipped(victim);
            case 2 -> honest.isEmpty() ? honest(victim) : honest.get(random.nextInt(honest.size())); // replayed
            case 3 -> drafts.get(random.nextInt(drafts.size())); // twice in one burst
            case 4 -> wrongSpi(victim);
            case 5 -> junk(new byte[0]);
            case 6 -> junk(bytes(random.nextInt(200)));
            case 7 -> wrongPadding(victim);
            case 8 -> ended(victim, bytes(random.nextInt(100)), wrongNextHeader(), DropReason.NEXT_HEADER);
            case 9 -> ended(victim, bytes(random.nextInt(100)), 59, DropReason.DUMMY);
            case 10 -> malformed(victim);
            case 11 -> ended(victim, stranger(), 4, DropReason.SELECTOR);
            case 12 -> trafficFlowPadding(victim);
            case 13 -> junk(new byte[] {(byte) (random.nextBoolean() ? 0xFF : random.nextInt(256))});
            case 14 -> junk(concat(new byte[4], bytes(4 + random.nextInt(300))));
            case 15 -> congested(victim);
            case 16 -> junk(concat(Arrays.copyOf(honest(victim).datagram, 8), bytes(random.nextInt(120))));
            default -> honest(victim);
        };
    }

    private Victim victim() {
        return victims.get(random.nextInt(victims.size()));
    }

    private Draft honest(Victim victim) {
        byte[] inner = inner();
        long sequence = victim.sequence();
        Draft draft = new Draft(victim.forge.seal(inner, nextHeader(inner), sequence), 0, sequence, null, inner);
        if (honest.size() < REMEMBERED) {
            honest.add(draft);
        } else {
            honest.set(random.nextInt(REMEMBERED), draft);
        }
        return draft;
    }

    private Draft truncated(Victim victim) {
        byte[] whole = honest(victim).datagram;
        return junk(Arrays.copyOf(whole, random.nextInt(whole.length)));
    }

    private Draft flipped(Victim victim) {
        byte[] datagram = honest(victim).datagram.clone();
        int bit = random.nextInt(8 * datagram.length);
        datagram[bit >>> 3] ^= (byte) (1 << (bit & 7));
        return junk(datagram);
    }

    private Draft wrongSpi(Victim victim) {
        byte[] datagram = honest(victim).datagram.clone();
        ByteBuffer.wrap(datagram).putInt(0, random.nextInt());
        return junk(datagram);
    }

    private Draft wrongPadding(Victim victim) {
        byte[] plaintext = victim.forge.withTrailer(bytes(random.nextInt(60)), 4);
        int padAt = plaintext.length - 2;
        if (random.nextBoolean()) {
            plaintext[padAt] =
                    (byte) random.nextInt(Math.min(255, plaintext.length - 1), 256); // longer than the payload
        } else {
            int padLength = 1 + random.nextInt(Math.min(255, padAt + 1) - 1);
            for (int i = 0; i < padLength; i++) {
                plaintext[padAt - padLength + i] = (byte) (i + 1);
            }
            plaintext[padAt] = (byte) padLength;
            plaintext[padAt - 1 - random.nextInt(padLength)] ^= (byte) (1 << random.nextInt(8));
        }
        return sealed(victim, plaintext, 0, DropReason.PADDING, null);
    }

    private Draft malformed(Victim victim) {
        byte[] inner = inner();
        int nextHeader = nextHeader(inner);
        switch (random.nextInt(4)) {
            case 0 -> inner = Arrays.copyOf(inner, random.nextInt(inner.length));
            case 1 -> nextHeader = nextHeader == 4 ? 41 : 4;
            case 2 -> inner[0] = (byte) (inner[0] ^ 0x80); // version 12 or 14
            default -> inner[nextHeader == 4 ? 0 : 6] = (byte) (nextHeader == 4 ? 0x44 : 43); // bad IHL; routing header
        }
        if (nextHeader == 41 && inner.length > 48 && inner[6] == 43) {
            inner[41] = (byte) 0xFF; // an extension header of 2,048 bytes
        }
        return ended(victim, inner, nextHeader, DropReason.MALFORMED);
    }

    private Draft trafficFlowPadding(Victim victim) {
        byte[] inner = inner();
        byte[] payload = concat(inner, bytes(random.nextInt(300)));
        return sealed(victim, victim.forge.withTrailer(payload, nextHeader(inner)), 0, null, inner);
    }

    private Draft congested(Victim victim) {
        int ecn = random.nextInt(4);
        byte[] inner = Packets.withTrafficClass(inner(), 0xB8 | ecn);
        byte[] marked = Packets.withTrafficClass(inner, 0xB8 | 3);
        byte[] plaintext = victim.forge.withTrailer(inner, nextHeader(inner));
        return ecn == 0
                ? sealed(victim, plaintext, 3, DropReason.ECN, null)
                : sealed(victim, plaintext, 3, null, marked);
    }

    private Draft ended(Victim victim, byte[] payload, int nextHeader, DropReason end) {
        return sealed(victim, victim.forge.withTrailer(payload, nextHeader), 0, end, null);
    }

    private static Draft sealed(
            Victim victim, byte[] plaintext, int trafficClass, @Nullable DropReason end, byte @Nullable [] delivered) {
        long sequence = victim.sequence();
        return new Draft(victim.forge.sealRaw(plaintext, sequence), trafficClass, sequence, end, delivered);
    }

    /** Whatever it is, its ICV is wrong, if it gets that far. */
    private static Draft junk(byte[] datagram) {
        return new Draft(datagram, 0, 0, null, null);
    }

    private byte[] inner() {
        int length = 48 + (random.nextInt(8) == 0 ? random.nextInt(1350) : random.nextInt(100));
        int seed = random.nextInt(1000);
        return random.nextBoolean()
                ? Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, length, seed)
                : Packets.udp("2001:db8:2::1", "2001:db8:1::1", 5, 6, length, seed);
    }

    private byte[] stranger() {
        return Packets.udp(random.nextBoolean() ? "10.3.0.1" : "10.1.0.1", "10.1.0.1", 5, 6, 60, 1);
    }

    private int wrongNextHeader() {
        int nextHeader = random.nextInt(256);
        return nextHeader == 4 || nextHeader == 41 || nextHeader == 59 ? 17 : nextHeader;
    }

    private static int nextHeader(byte[] inner) {
        return inner[0] >>> 4 == 4 ? 4 : 41;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    /** Ingress sees the whole burst before egress commits its first packet. */
    private List<Expected> foretell(List<Draft> drafts) {
        List<@Nullable DropReason> early = new ArrayList<>();
        for (Draft draft : drafts) {
            early.add(earlyEnd(draft));
        }
        List<Expected> result = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            DropReason end = early.get(i);
            if (end == null) {
                end = requireNonNull(bySpi.get(spi(draft.datagram))).window.commit(draft.sequence)
                        ? draft.end
                        : DropReason.REPLAY;
            }
            result.add(new Expected(draft.datagram, draft.trafficClass, end, end == null ? draft.delivered : null));
        }
        return result;
    }

    /** Why a datagram ends before its content is looked at, or null. */
    private @Nullable DropReason earlyEnd(Draft draft) {
        byte[] datagram = draft.datagram;
        if (datagram.length < 8) {
            boolean keepalive = datagram.length == 1 && datagram[0] == -1;
            return keepalive ? DropReason.KEEPALIVE : DropReason.MALFORMED;
        }
        if (spi(datagram) == 0) {
            return DropReason.CONTROL;
        }
        Victim victim = bySpi.get(spi(datagram));
        if (victim == null) {
            return DropReason.NO_SA;
        }
        EspSuite suite = victim.forge.suite();
        int encrypted = datagram.length - 8 - suite.ivLength() - suite.icvLength();
        if (encrypted < 2 || encrypted % suite.alignment() != 0) {
            return DropReason.MALFORMED;
        }
        long sequence = victim.window.infer(ByteBuffer.wrap(datagram).getInt(4));
        if (!victim.window.mayAccept(sequence)) {
            return DropReason.REPLAY;
        }
        return sequence == draft.sequence ? null : DropReason.INTEGRITY;
    }

    private static int spi(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getInt();
    }

    @Override
    public void close() {
        victims.forEach(victim -> victim.forge.close());
    }
}
