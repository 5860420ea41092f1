package dev.ringswan.nativeio.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs XDP programs as the kernel does (RFC 9669), as far as our assembler goes, and more strictly: a load outside of the packet,
 * or of a register that was never set, is an error.
 *
 * <p>Pointers are numbers: the context starts at {@link #CONTEXT}, the packet at {@link #PACKET}.
 */
final class BpfMachine {
    private static final long CONTEXT = 0x1_0000;
    private static final long PACKET = 0x100_0000;

    private final long[] program;
    private final ByteBuffer packet;
    private final int queue;
    private final long[] registers = new long[11];
    private final boolean[] known = new boolean[11];
    private int redirectMap = -1;
    private long redirectKey = -1;
    private int at;

    BpfMachine(long[] program, byte[] packet, int queue) {
        this.program = program.clone();
        this.packet = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        this.queue = queue;
        set(1, CONTEXT);
    }

    /** The key of the socket that the packet goes to; −1 when the kernel gets it. */
    long run() {
        for (int steps = 0; steps < 10_000; steps++) {
            long instruction = program[at++];
            int target = (int) (instruction >> 8) & 0xF;
            int source = (int) (instruction >> 12) & 0xF;
            int offset = (short) (instruction >> 16);
            int immediate = (int) (instruction >> 32);
            switch ((int) instruction & 0xFF) {
                case 0x61 -> set(target, load(get(source) + offset, 4));
                case 0x69 -> set(target, load(get(source) + offset, 2));
                case 0x71 -> set(target, load(get(source) + offset, 1));
                case 0x07 -> set(target, get(target) + immediate);
                case 0x57 -> set(target, get(target) & immediate);
                case 0xbf -> set(target, get(source));
                case 0xb7 -> set(target, immediate);
                case 0x18 -> loadMap(target, source, immediate);
                case 0x05 -> at += offset;
                case 0x2d -> at += Long.compareUnsigned(get(target), get(source)) > 0 ? offset : 0;
                case 0x16 -> at += (int) get(target) == immediate ? offset : 0;
                case 0x56 -> at += (int) get(target) != immediate ? offset : 0;
                case 0x85 -> redirect(immediate);
                case 0x95 -> {
                    return get(0) == 2 ? -1 : redirectKey;
                }
                default -> throw new IllegalStateException("instruction " + Long.toHexString(instruction));
            }
        }
        throw new IllegalStateException("does not end");
    }

    /** The descriptor of the map that was asked; −1 when none was. */
    int redirectMap() {
        return redirectMap;
    }

    private void loadMap(int target, int source, int immediate) {
        if (source != 1 || program[at++] != 0) {
            throw new IllegalStateException("no map");
        }
        set(target, immediate);
    }

    /** XDP_REDIRECT is 4. */
    private void redirect(int function) {
        if (function != 51 || get(3) != 2) {
            throw new IllegalStateException("function " + function);
        }
        redirectMap = (int) get(1);
        redirectKey = get(2);
        for (int i = 1; i <= 5; i++) {
            known[i] = false;
        }
        set(0, 4);
    }

    private long load(long address, int length) {
        if (address >= CONTEXT && address < CONTEXT + 24) {
            return switch ((int) (address - CONTEXT)) {
                case 0 -> PACKET;
                case 4 -> PACKET + packet.capacity();
                case 16 -> queue;
                default -> throw new IllegalStateException("context " + address);
            };
        }
        int index = Math.toIntExact(address - PACKET);
        if (index < 0 || index + length > packet.capacity()) {
            throw new IllegalStateException("load at " + index + " of " + packet.capacity());
        }
        return switch (length) {
            case 1 -> packet.get(index) & 0xFF;
            case 2 -> packet.getShort(index) & 0xFFFF;
            default -> packet.getInt(index) & 0xFFFF_FFFFL;
        };
    }

    private long get(int register) {
        if (!known[register]) {
            throw new IllegalStateException("register " + register + " at " + at);
        }
        return registers[register];
    }

    private void set(int register, long value) {
        registers[register] = value;
        known[register] = true;
    }
}
