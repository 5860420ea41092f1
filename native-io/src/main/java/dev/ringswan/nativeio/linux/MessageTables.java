package dev.ringswan.nativeio.linux;

import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_SIZE;
import static dev.ringswan.nativeio.linux.SocketLayouts.IOVEC_BASE;
import static dev.ringswan.nativeio.linux.SocketLayouts.IOVEC_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.IOVEC_SIZE;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_CONTROL;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_CONTROL_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_IOVECS;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_IOVEC_COUNT;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_NAME;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_NAME_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.MMSGHDR_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import java.lang.foreign.MemorySegment;

/**
 * The arguments of {@code recvmmsg} and {@code sendmmsg} for one burst, in the part of its slot that belongs to ports.
 *
 * <pre>
 * | mark | receive: 64 mmsghdr | 64 iovec | 64 controls | transmit: 64 mmsghdr | 64 iovec | 64 names | 64 controls |
 * </pre>
 *
 * The tables hold absolute addresses and are built once per slot; the mark is the slot's own address. They stay right when
 * bursts exchange slots, because they move along. Receive entry i points at cell i and at source i and is always ready for a
 * call. Transmit entry i points at name and control i; iovecs and all contents are the sender's to fill.
 */
final class MessageTables {
    /** Room for the control messages of one received packet: traffic class and overflow count, 24 bytes each. */
    static final int RECEIVE_CONTROL_LENGTH = 64;
    /** Length of each control message of a sent packet, padding included. */
    static final int TRANSMIT_CONTROL_LENGTH = CMSGHDR_SIZE + 8;

    private static final int MARK_LENGTH = 64;
    /** Traffic class and segment length. */
    private static final int TRANSMIT_CONTROL_STRIDE = 64;

    private static final int CAPACITY = PacketBurst.CAPACITY;

    private static final int RECEIVE_HEADERS = MARK_LENGTH;
    private static final int RECEIVE_IOVECS = RECEIVE_HEADERS + CAPACITY * MMSGHDR_SIZE;
    private static final int RECEIVE_CONTROLS = RECEIVE_IOVECS + CAPACITY * IOVEC_SIZE;
    private static final int TRANSMIT_HEADERS = RECEIVE_CONTROLS + CAPACITY * RECEIVE_CONTROL_LENGTH;
    private static final int TRANSMIT_IOVECS = TRANSMIT_HEADERS + CAPACITY * MMSGHDR_SIZE;
    private static final int TRANSMIT_NAMES = TRANSMIT_IOVECS + CAPACITY * IOVEC_SIZE;
    private static final int TRANSMIT_CONTROLS = TRANSMIT_NAMES + CAPACITY * Endpoint.SOCKADDR_STRIDE;
    /** Bytes in use. */
    static final int LENGTH = TRANSMIT_CONTROLS + CAPACITY * TRANSMIT_CONTROL_STRIDE;

    private MessageTables() {}

    /** Builds the tables of a slot that has none yet. */
    static void prepare(PacketBurst burst) {
        if (burst.slot().get(JAVA_LONG, burst.portTablesOffset()) != burst.address(0)) {
            build(burst);
        }
    }

    private static void build(PacketBurst burst) {
        MemorySegment slot = burst.slot();
        for (int i = 0; i < CAPACITY; i++) {
            int receive = receiveHeader(burst, i);
            slot.set(JAVA_LONG, receive + MMSGHDR_NAME, burst.address(burst.sourceOffset(i)));
            slot.set(JAVA_LONG, receive + MMSGHDR_IOVECS, burst.address(receiveIovec(burst, i)));
            slot.set(JAVA_LONG, receive + MMSGHDR_IOVEC_COUNT, 1L);
            slot.set(JAVA_LONG, receive + MMSGHDR_CONTROL, burst.address(receiveControl(burst, i)));
            slot.set(JAVA_LONG, receiveIovec(burst, i) + IOVEC_BASE, burst.address(burst.packetOffset(i)));
            slot.set(JAVA_LONG, receiveIovec(burst, i) + IOVEC_LENGTH, burst.packetLengthMax());
            rearm(slot, receive);

            int transmit = transmitHeader(burst, i);
            slot.set(JAVA_LONG, transmit + MMSGHDR_NAME, burst.address(transmitName(burst, i)));
            slot.set(JAVA_LONG, transmit + MMSGHDR_CONTROL, burst.address(transmitControl(burst, i)));
        }
        slot.set(JAVA_LONG, burst.portTablesOffset(), burst.address(0));
    }

    /** Undoes what the kernel wrote into a receive header, so that it can be used again. */
    static void rearm(MemorySegment slot, int receiveHeader) {
        slot.set(JAVA_INT, receiveHeader + MMSGHDR_NAME_LENGTH, Endpoint.SOCKADDR_STRIDE);
        slot.set(JAVA_LONG, receiveHeader + MMSGHDR_CONTROL_LENGTH, RECEIVE_CONTROL_LENGTH);
    }

    static int receiveHeader(PacketBurst burst, int index) {
        return burst.portTablesOffset() + RECEIVE_HEADERS + index * MMSGHDR_SIZE;
    }

    static int receiveControl(PacketBurst burst, int index) {
        return burst.portTablesOffset() + RECEIVE_CONTROLS + index * RECEIVE_CONTROL_LENGTH;
    }

    static int transmitHeader(PacketBurst burst, int index) {
        return burst.portTablesOffset() + TRANSMIT_HEADERS + index * MMSGHDR_SIZE;
    }

    static int transmitIovec(PacketBurst burst, int index) {
        return burst.portTablesOffset() + TRANSMIT_IOVECS + index * IOVEC_SIZE;
    }

    static int transmitName(PacketBurst burst, int index) {
        return burst.portTablesOffset() + TRANSMIT_NAMES + index * Endpoint.SOCKADDR_STRIDE;
    }

    static int transmitControl(PacketBurst burst, int index) {
        return burst.portTablesOffset() + TRANSMIT_CONTROLS + index * TRANSMIT_CONTROL_STRIDE;
    }

    private static int receiveIovec(PacketBurst burst, int index) {
        return burst.portTablesOffset() + RECEIVE_IOVECS + index * IOVEC_SIZE;
    }
}
