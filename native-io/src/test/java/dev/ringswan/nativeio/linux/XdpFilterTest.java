package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Seeds;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The XDP program, instruction by instruction and as a whole, beside a filter in plain Java. */
final class XdpFilterTest {
    private static final int MAP = 77;
    private static final int QUEUE = 3;
    private static final InetAddress FOUR = InetAddress.ofLiteral("192.0.2.200");
    private static final InetAddress OTHER_FOUR = InetAddress.ofLiteral("192.0.2.201");
    private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::ff02");
    private static final InetAddress OTHER_SIX = InetAddress.ofLiteral("2001:db8::ff03");
    private static final List<XdpFilter.Taken> TAKEN = List.of(
            new XdpFilter.Taken(FOUR, 4500, 0),
            new XdpFilter.Taken(SIX, 4500, 1),
            new XdpFilter.Taken(FOUR, 0, 2),
            new XdpFilter.Taken(SIX, 0, 3),
            new XdpFilter.Taken(OTHER_FOUR, 40_500, 4));
    private static final long[] PROGRAM = XdpFilter.program(MAP, QUEUE, TAKEN);

    @Test
    void encodesInstructions() {
        BpfAssembler code = new BpfAssembler();
        int end = code.label();
        code.load(BpfAssembler.WORD, 2, 1, 16); // r2 = *(u32 *)(r1 + 16)
        code.load(BpfAssembler.HALF, 4, 2, 12);
        code.load(BpfAssembler.BYTE, 4, 2, 14);
        code.copy(4, 2);
        code.add(4, 34);
        code.and(4, 0xFF3F);
        code.jumpIfGreater(4, 3, end);
        code.jumpIfEqual(4, 0xDD86, end);
        code.jumpIfNotEqual(4, -2, end);
        code.jump(end);
        code.setMap(1, 5);
        code.set(3, 2);
        code.call(51);
        code.place(end);
        code.exit();
        assertThat(code.assemble())
                .containsExactly(
                        0x0000_0000_0010_1261L,
                        0x0000_0000_000C_2469L,
                        0x0000_0000_000E_2471L,
                        0x0000_0000_0000_24BFL,
                        0x0000_0022_0000_0407L,
                        0x0000_FF3F_0000_0457L,
                        0x0000_0000_0007_342DL,
                        0x0000_DD86_0006_0416L,
                        0xFFFF_FFFE_0005_0456L,
                        0x0000_0000_0004_0005L,
                        0x0000_0005_0000_1118L,
                        0L,
                        0x0000_0002_0000_03B7L,
                        0x0000_0033_0000_0085L,
                        0x0000_0000_0000_0095L);
    }

    @Test
    void refusesToJumpBack() {
        BpfAssembler code = new BpfAssembler();
        int start = code.label();
        code.place(start);
        code.jump(start);
        assertThatThrownBy(code::assemble).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesEspOnly() {
        assertThat(run(udp(FOUR, 4500, 0x1000))).isZero();
        assertThat(run(udp(SIX, 4500, 0x1000))).isOne();
        assertThat(run(esp(FOUR))).isEqualTo(2);
        assertThat(run(esp(SIX))).isEqualTo(3);
        assertThat(run(udp(OTHER_FOUR, 40_500, 1))).isEqualTo(4);
        assertThat(run(udp(FOUR, 4500, 0))).as("non-ESP marker").isEqualTo(-1);
        assertThat(run(udp(SIX, 4500, 0))).as("non-ESP marker").isEqualTo(-1);
        assertThat(run(udp(FOUR, 500, 1))).as("another port").isEqualTo(-1);
        assertThat(run(udp(OTHER_FOUR, 4500, 1))).as("another address").isEqualTo(-1);
        assertThat(run(udp(OTHER_SIX, 4500, 1))).as("another address").isEqualTo(-1);
        assertThat(run(esp(OTHER_FOUR))).isEqualTo(-1);
        assertThat(run(esp(OTHER_SIX))).isEqualTo(-1);
        assertThat(new BpfMachine(PROGRAM, esp(FOUR), QUEUE + 1).run())
                .as("another queue")
                .isEqualTo(-1);
    }

    @Test
    void leavesWhatIsUnusualToTheKernel() {
        byte[] options = esp(FOUR);
        options[14] = 0x46;
        assertThat(run(options)).isEqualTo(-1);
        byte[] firstFragment = esp(FOUR);
        firstFragment[20] = 0x20;
        assertThat(run(firstFragment)).isEqualTo(-1);
        byte[] lastFragment = esp(FOUR);
        lastFragment[21] = 1;
        assertThat(run(lastFragment)).isEqualTo(-1);
        byte[] mayNotBeFragmented = esp(FOUR);
        mayNotBeFragmented[20] = 0x40;
        assertThat(run(mayNotBeFragmented)).isEqualTo(2);
        byte[] extended = esp(SIX);
        extended[20] = 44;
        assertThat(run(extended)).isEqualTo(-1);
        byte[] tagged = esp(FOUR);
        tagged[12] = (byte) 0x81;
        tagged[13] = 0;
        assertThat(run(tagged)).isEqualTo(-1);
    }

    @Test
    void agreesWithPlainJavaOnFramesOfAllLengths() {
        int[] taken = new int[1];
        Seeds.forEach(100, (seed, random) -> {
            for (int round = 0; round < 1_000; round++) {
                byte[] frame = random(random);
                BpfMachine machine = new BpfMachine(PROGRAM, frame, QUEUE);
                long key = machine.run();
                assertThat(key).isEqualTo(expected(frame));
                assertThat(machine.redirectMap()).isEqualTo(key < 0 ? -1 : MAP);
                taken[0] += key < 0 ? 0 : 1;
            }
        });
        assertThat(taken[0]).isPositive();
    }

    private static byte[] random(RandomGenerator random) {
        InetAddress[] addresses = {FOUR, SIX, OTHER_FOUR, OTHER_SIX};
        InetAddress address = addresses[random.nextInt(addresses.length)];
        int[] ports = {4500, 40_500, 500};
        byte[] frame = random.nextBoolean()
                ? esp(address)
                : udp(address, ports[random.nextInt(ports.length)], random.nextInt(4) == 0 ? 0 : random.nextInt());
        if (random.nextInt(4) == 0) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
    }

    private static long expected(byte[] frame) {
        ByteBuffer packet = ByteBuffer.wrap(frame);
        int length = frame.length;
        boolean four = length >= 34 && packet.getShort(12) == 0x0800;
        boolean six = length >= 54 && (packet.getShort(12) & 0xFFFF) == 0x86DD;
        if (!six && (!four || packet.get(14) != 0x45 || (packet.getShort(20) & 0x3FFF) != 0)) {
            return -1;
        }
        int header = six ? 54 : 34;
        int protocol = packet.get(six ? 20 : 23);
        int port = 0;
        if (protocol == 17) {
            if (length < header + 12 || packet.getInt(header + 8) == 0) {
                return -1;
            }
            port = packet.getShort(header + 2) & 0xFFFF;
        } else if (protocol != 50) {
            return -1;
        }
        byte[] destination = new byte[six ? 16 : 4];
        packet.get(header - destination.length, destination);
        for (XdpFilter.Taken one : TAKEN) {
            boolean sameAddress = Arrays.equals(one.address().getAddress(), destination);
            if (sameAddress && one.port() == port && (port != 0 || protocol == 50)) {
                return one.key();
            }
        }
        return -1;
    }

    private static long run(byte[] frame) {
        return new BpfMachine(PROGRAM, frame, QUEUE).run();
    }

    private static byte[] udp(InetAddress destination, int port, int firstWord) {
        byte[] frame = frame(destination, 17);
        ByteBuffer packet = ByteBuffer.wrap(frame);
        int start = destination.getAddress().length == 4 ? 34 : 54;
        packet.putShort(start, (short) 12_345).putShort(start + 2, (short) port);
        packet.putInt(start + 8, firstWord);
        return frame;
    }

    private static byte[] esp(InetAddress destination) {
        return frame(destination, 50);
    }

    private static byte[] frame(InetAddress destination, int protocol) {
        ByteBuffer packet = ByteBuffer.allocate(80);
        byte[] address = destination.getAddress();
        if (address.length == 4) {
            packet.putShort(12, (short) 0x0800).put(14, (byte) 0x45).put(23, (byte) protocol);
            packet.put(30, address);
        } else {
            packet.putShort(12, (short) 0x86DD).put(14, (byte) 0x60).put(20, (byte) protocol);
            packet.put(38, address);
        }
        return packet.array();
    }
}
