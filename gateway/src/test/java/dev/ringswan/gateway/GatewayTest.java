package dev.ringswan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.gateway.sequence.KeyFingerprint;
import dev.ringswan.gateway.sequence.SequenceStore;
import dev.ringswan.nativeio.PacketBurst;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    private static final String GCM = GatewayFixture.config("aes256gcm16", true, 36);
    private static final String GCM_NO_ESN = GatewayFixture.config("aes256gcm16", false, 36);

    @TempDir
    private Path directory;

    @Test
    void refusesStaticGcmKeysWithoutAStore() {
        assertThatThrownBy(() -> new GatewayFixture(GCM, null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway.sequence_store")
                .hasMessageContaining("--i-know-static-keys-reuse-ivs-after-restart");
    }

    @Test
    void takesStaticCbcKeysWithoutAStore() throws Exception {
        try (GatewayFixture fixture =
                new GatewayFixture(GatewayFixture.config("aes256-sha256", true, 64), null, false)) {
            assertThat(fixture.sendBurst()).isEqualTo(PacketBurst.CAPACITY);
        }
    }

    @Test
    void takesStaticGcmKeysWhenTheRiskIsAccepted() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(GCM, null, true)) {
            assertThat(fixture.sendBurst()).isEqualTo(PacketBurst.CAPACITY);
            assertThat(fixture.nextSequence()).isEqualTo(1 + PacketBurst.CAPACITY);
        }
    }

    @Test
    void goesOnWithTheNextNumberAfterACleanRestart() throws Exception {
        long next;
        try (SequenceStore store = SequenceStore.open(directory);
                GatewayFixture fixture = new GatewayFixture(GCM, store, false)) {
            fixture.sendBurst();
            next = fixture.nextSequence();
        }
        try (SequenceStore store = SequenceStore.open(directory);
                GatewayFixture fixture = new GatewayFixture(GCM, store, false)) {
            assertThat(fixture.nextSequence()).isEqualTo(next).isEqualTo(1 + PacketBurst.CAPACITY);
        }
    }

    @Test
    void skipsAllThatWasReservedAfterACrash() throws Exception {
        SequenceStore store = SequenceStore.open(directory);
        GatewayFixture crashed = new GatewayFixture(GCM, store, false);
        crashed.sendBurst();
        long limit = crashed.nextSequence();
        store.close(); // and the gateway is never closed
        try (SequenceStore again = SequenceStore.open(directory);
                GatewayFixture fixture = new GatewayFixture(GCM, again, false)) {
            assertThat(fixture.nextSequence()).isGreaterThan(limit + 1_000_000);
        }
    }

    @Test
    void reservesMoreNumbersAheadOfTheirUse() throws Exception {
        try (SequenceStore store = SequenceStore.open(directory);
                GatewayFixture fixture = new GatewayFixture(GCM_NO_ESN, store, false)) {
            int bursts = (1 << 20) / PacketBurst.CAPACITY + 100; // one block and some
            for (int i = 0; i < bursts; i++) {
                assertThat(fixture.sendBurst()).isEqualTo(PacketBurst.CAPACITY);
            }
            assertThat(fixture.gateway.status().drops()).isEmpty();
        }
    }

    @Test
    void sharesNoStoreBetweenSasWithOneKey() throws Exception {
        byte[] key = new byte[36];
        Arrays.fill(key, (byte) 0xB2);
        try (SequenceStore store = SequenceStore.open(directory)) {
            store.lease(KeyFingerprint.of(key), 1, Long.MAX_VALUE);
            assertThatThrownBy(() -> new GatewayFixture(GCM, store, false)).hasMessageContaining("same key");
        }
    }

    @Test
    void sendsAKeepaliveWhenIdle() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(GCM, null, true)) {
            fixture.pump();
            assertThat(fixture.peer.drain()).isEmpty();
            fixture.advance(Duration.ofSeconds(20).toNanos());
            fixture.pump();
            assertThat(fixture.peer.drain()).singleElement().isEqualTo(new byte[] {(byte) 0xFF});
        }
    }

    @Test
    void sendsNoKeepaliveWhenBusy() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(GCM, null, true)) {
            fixture.sendBurst();
            fixture.advance(Duration.ofSeconds(20).toNanos());
            fixture.pump();
            assertThat(fixture.peer.drain()).isEmpty();
            fixture.advance(Duration.ofSeconds(20).toNanos());
            fixture.pump();
            assertThat(fixture.peer.drain()).hasSize(1);
        }
    }

    @Test
    void followsTheMtuOfThePath() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(GCM, null, true)) {
            assertThat(fixture.send(1, 1400)).isOne();
            fixture.pathMtu = 1300;
            fixture.advance(TimeUnit.SECONDS.toNanos(2));
            fixture.pump();
            assertThat(fixture.send(1, 1400)).as("fragments of it").isEqualTo(2);
            fixture.pathMtu = 9000;
            fixture.advance(TimeUnit.SECONDS.toNanos(2));
            fixture.pump();
            assertThat(fixture.send(1, 1400)).as("no more than was configured").isOne();
        }
    }

    @Test
    void discardsWhatNothingProtects() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(GCM, null, true)) {
            byte[] packet = new byte[20];
            packet[0] = 0x45;
            packet[3] = 20;
            System.arraycopy(new byte[] {10, 9, 9, 9, 10, 2, 0, 2}, 0, packet, 12, 8);
            fixture.host.send(packet);
            fixture.pump();
            assertThat(fixture.peer.drain()).isEmpty();
            assertThat(fixture.gateway.status().toJson()).contains("\"drops\":{\"policy_discard\":1}");
        }
    }
}
