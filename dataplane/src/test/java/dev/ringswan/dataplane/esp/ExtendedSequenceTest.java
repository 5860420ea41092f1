package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of RFC 4303 appendix A2.2, with a window of 64. */
final class ExtendedSequenceTest {
    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "00000400, 0000000000000400, 0000000000000400, case A: the highest again",
        "00000401, 0000000000000400, 0000000000000401, case A: right of the window",
        "FFFFFFFF, 0000000000000400, 00000000FFFFFFFF, case A: far right in the same subspace",
        "000003C1, 0000000000000400, 00000000000003C1, case A: the bottom of the window",
        "000003C0, 0000000000000400, 00000001000003C0, case A: left of the bottom is the next subspace",
        "00000000, 00000000FFFFFFFF, 0000000100000000, case A: one step over the edge",
        "0000003E, 00000001FFFFFFFF, 000000020000003E, case A: some steps over the edge",
        "FFFFFFC0, 00000005FFFFFFFF, 00000005FFFFFFC0, case A: the bottom under the edge",
        "FFFFFFBF, 00000005FFFFFFFF, 00000006FFFFFFBF, case A: left of it",
        "FFFFFFFF, 0000000100000000, 00000000FFFFFFFF, case B: the subspace before",
        "FFFFFFC1, 0000000100000000, 00000000FFFFFFC1, case B: the bottom of the window",
        "FFFFFFC0, 0000000100000000, 00000001FFFFFFC0, case B: left of the bottom is far right",
        "00000000, 0000000100000000, 0000000100000000, case B: the highest again",
        "00000001, 0000000100000000, 0000000100000001, case B: right of the window",
        "0000003E, 000000010000003E, 000000010000003E, case B: the window still spans two",
        "FFFFFFFF, 000000010000003E, 00000000FFFFFFFF, case B: its last number of the subspace before",
        "FFFFFFFF, 000000010000003F, 00000001FFFFFFFF, case A again: the window has left it",
        "00000001, 0000000000000000, 0000000000000001, the first packet",
        "FFFFFFFF, 0000000000000000, FFFFFFFFFFFFFFFF, before the first number there is none",
        "FFFFFFC0, 0000000000000000, 00000000FFFFFFC0, nothing lies before the window of a new SA",
    })
    void infersTheHighHalf(String low, String highest, String expected, String name) {
        assertThat(ExtendedSequence.infer(Integer.parseUnsignedInt(low, 16), Long.parseUnsignedLong(highest, 16), 64))
                .isEqualTo(Long.parseUnsignedLong(expected, 16));
    }
}
