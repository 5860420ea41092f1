package dev.ringswan.nativeio.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes instructions of the kernel's virtual machine (RFC 9669), one 64-bit slot each, with labels to jump to.
 *
 * <pre>
 *   bit 0      8       12      16          32                64
 *   | opcode   | target | source | offset   | immediate        |
 * </pre>
 *
 * Jumps go forward only, so that every program ends.
 */
final class BpfAssembler {
    /** Sizes of loads. */
    static final int WORD = 0x61;

    static final int HALF = 0x69;
    static final int BYTE = 0x71;

    private static final int ADD = 0x07;
    private static final int AND = 0x57;
    private static final int MOVE_REGISTER = 0xbf;
    private static final int MOVE = 0xb7;
    private static final int JUMP = 0x05;
    private static final int JUMP_GREATER = 0x2d;
    private static final int JUMP_EQUAL_32 = 0x16;
    private static final int JUMP_NOT_EQUAL_32 = 0x56;
    private static final int LOAD_64 = 0x18;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;

    private final List<Long> slots = new ArrayList<>();
    private final List<Jump> jumps = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private record Jump(int slot, int label) {}

    /** A place in the program that will be known later. */
    int label() {
        places.add(-1);
        return places.size() - 1;
    }

    /** Says that a label stands for the next instruction. */
    void place(int label) {
        places.set(label, slots.size());
    }

    /** target = memory at base + offset, zero-extended. */
    void load(int size, int target, int base, int offset) {
        emit(size, target, base, offset, 0);
    }

    /** target = source. */
    void copy(int target, int source) {
        emit(MOVE_REGISTER, target, source, 0, 0);
    }

    /** target = value. */
    void set(int target, int value) {
        emit(MOVE, target, 0, 0, value);
    }

    /** target = the map with this descriptor. */
    void setMap(int target, int descriptor) {
        emit(LOAD_64, target, XdpConstants.BPF_PSEUDO_MAP_FD, 0, descriptor);
        emit(0, 0, 0, 0, 0);
    }

    void add(int target, int value) {
        emit(ADD, target, 0, 0, value);
    }

    void and(int target, int mask) {
        emit(AND, target, 0, 0, mask);
    }

    void jump(int label) {
        jumps.add(new Jump(slots.size(), label));
        emit(JUMP, 0, 0, 0, 0);
    }

    /** Jumps if left > right, both of 64 bits. */
    void jumpIfGreater(int left, int right, int label) {
        jumps.add(new Jump(slots.size(), label));
        emit(JUMP_GREATER, left, right, 0, 0);
    }

    /** Jumps if the low 32 bits are {@code value}. */
    void jumpIfEqual(int register, int value, int label) {
        jumps.add(new Jump(slots.size(), label));
        emit(JUMP_EQUAL_32, register, 0, 0, value);
    }

    /** Jumps if the low 32 bits are not {@code value}. */
    void jumpIfNotEqual(int register, int value, int label) {
        jumps.add(new Jump(slots.size(), label));
        emit(JUMP_NOT_EQUAL_32, register, 0, 0, value);
    }

    /** Calls a function of the kernel: arguments in r1 to r5, result in r0, r1 to r5 gone. */
    void call(int function) {
        emit(CALL, 0, 0, 0, function);
    }

    /** Ends the program with r0. */
    void exit() {
        emit(EXIT, 0, 0, 0, 0);
    }

    /** The program, all jumps resolved. */
    long[] assemble() {
        long[] program = slots.stream().mapToLong(Long::longValue).toArray();
        for (Jump jump : jumps) {
            int distance = places.get(jump.label) - jump.slot - 1;
            if (distance < 0 || distance > Short.MAX_VALUE) {
                throw new IllegalStateException("a jump by " + distance + " instructions");
            }
            program[jump.slot] |= (long) distance << 16;
        }
        return program;
    }

    private void emit(int opcode, int target, int source, int offset, int immediate) {
        slots.add(opcode | (target << 8) | (source << 12) | ((offset & 0xFFFFL) << 16) | ((long) immediate << 32));
    }
}
