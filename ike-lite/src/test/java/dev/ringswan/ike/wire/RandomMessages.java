package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Draws messages of every kind that can be written. */
final class RandomMessages {
    private static final int[] EXCHANGES = {34, 35, 36, 37, 43, 44};

    private final RandomGenerator random;

    RandomMessages(RandomGenerator random) {
        this.random = random;
    }

    IkeHeader header() {
        return new IkeHeader(
                random.nextLong(),
                random.nextLong(),
                IkeHeader.VERSION,
                EXCHANGES[random.nextInt(EXCHANGES.length)],
                random.nextInt(256),
                random.nextInt());
    }

    Message message() {
        return new Message(header(), payloads());
    }

    List<Payload> payloads() {
        return list(0, 12, this::payload);
    }

    Payload payload() {
        return switch (random.nextInt(13)) {
            case 0 -> sa();
            case 1 -> new KePayload(random.nextInt(0x10000), bytes(0, 1200));
            case 2 -> new IdPayload(side(), identity());
            case 3 -> new CertPayload(random.nextInt(256), bytes(1, 1500));
            case 4 -> new CertRequestPayload(CertEncoding.X509_SIGNATURE, bytes(0, 5, 20));
            case 5 -> auth();
            case 6 -> new NoncePayload(bytes(16, 256));
            case 7 -> notification();
            case 8 -> delete();
            case 9 -> new VendorIdPayload(bytes(0, 40));
            case 10 -> new TsPayload(side(), list(1, 6, this::selector));
            case 11 -> new ConfigurationPayload(bytes(0, 40));
            default -> new EapPayload(bytes(0, 40));
        };
    }

    Bytes bytes(int min, int max) {
        byte[] bytes = new byte[random.nextInt(min, max + 1)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private Bytes bytes(int min, int max, int unit) {
        byte[] bytes = new byte[random.nextInt(min, max + 1) * unit];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private SaPayload sa() {
        List<Proposal> proposals = new ArrayList<>();
        int count = random.nextInt(1, 5);
        for (int number = 1; number <= count; number++) {
            int protocol = random.nextInt(5);
            Bytes spi = switch (protocol) {
                case ProtocolId.IKE -> bytes(0, 1, 8);
                case ProtocolId.AH, ProtocolId.ESP -> bytes(4, 4);
                default -> bytes(0, 255);
            };
            proposals.add(new Proposal(number, protocol, spi, list(0, 8, this::transform)));
        }
        return new SaPayload(proposals);
    }

    private Transform transform() {
        return new Transform(random.nextInt(256), random.nextInt(0x10000), list(0, 3, this::attribute));
    }

    private TransformAttribute attribute() {
        return switch (random.nextInt(3)) {
            case 0 -> TransformAttribute.keyLength(random.nextInt(0x10000));
            case 1 -> new TransformAttribute(random.nextInt(0x8000), true, bytes(2, 2));
            default -> new TransformAttribute(random.nextInt(0x8000), false, bytes(0, 20));
        };
    }

    private Identity identity() {
        return switch (random.nextInt(4)) {
            case 0 -> new Identity(Identity.IPV4_ADDRESS, bytes(4, 4));
            case 1 -> new Identity(Identity.IPV6_ADDRESS, bytes(16, 16));
            case 2 -> new Identity(Identity.KEY_ID, bytes(1, 300));
            default -> Identity.fqdn("gateway-" + random.nextInt(100) + ".example");
        };
    }

    private AuthPayload auth() {
        return random.nextBoolean()
                ? AuthPayload.of(random.nextInt(AuthMethod.DIGITAL_SIGNATURE), bytes(0, 512))
                : new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, bytes(1, 255), bytes(0, 512));
    }

    private NotifyPayload notification() {
        return switch (random.nextInt(5)) {
            case 0 -> NotifyPayload.of(NotifyType.COOKIE, bytes(1, 64));
            case 1 -> NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, bytes(20, 20));
            case 2 -> NotifyPayload.ofEsp(NotifyType.REKEY_SA, random.nextInt());
            case 3 -> NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, bytes(0, 5, 2));
            default ->
                new NotifyPayload(random.nextInt(256), bytes(0, 255), random.nextInt(40_000, 0x10000), bytes(0, 99));
        };
    }

    private DeletePayload delete() {
        return random.nextInt(3) == 0
                ? DeletePayload.ofIke()
                : new DeletePayload(random.nextInt(2, 4), list(0, 10, random::nextInt));
    }

    private TrafficSelector selector() {
        int length = random.nextBoolean() ? 4 : 16;
        byte[] start = bytes(length, length).toArray();
        byte[] end = start.clone();
        int split = random.nextInt(length + 1);
        for (int i = split; i < length; i++) {
            start[i] = 0;
            end[i] = (byte) 0xff;
        }
        int portStart = random.nextInt(0x10000);
        return new TrafficSelector(
                Addresses.of(Bytes.of(start)),
                Addresses.of(Bytes.of(end)),
                random.nextInt(256),
                portStart,
                random.nextInt(portStart, 0x10000));
    }

    private Side side() {
        return random.nextBoolean() ? Side.INITIATOR : Side.RESPONDER;
    }

    private <T> List<T> list(int min, int max, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(min, max + 1);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }
}
