package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.NativeIoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrnoTest {
    @ParameterizedTest
    @CsvSource({
        "1, CAP_NET_RAW",
        "1, --cap-add=NET_RAW",
        "13, setcap cap_net_raw+ep",
        "2, modprobe tun",
        "2, mknod /dev/net/tun c 10 200",
        "19, modprobe tun",
        "16, choose another name",
        "22, ip -d link",
        "24, LimitNOFILE",
        "97, ipv6.disable",
        "98, another IKE daemon",
        "98, ss -lunp",
        "99, ip address",
        "9, port is closed",
        "12345, errno 12345"
    })
    void saysWhatToDo(int errno, String cure) {
        assertThat(Errno.cure(errno, "CAP_NET_RAW")).contains(cure).endsWith(".");
    }

    @Test
    void namesActionAndNumber() {
        NativeIoException failure = Errno.failure("open /dev/net/tun", Errno.ENOENT, "CAP_NET_ADMIN");
        assertThat(failure).hasMessageStartingWith("open /dev/net/tun failed (errno 2): no such file");
        assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
    }
}
