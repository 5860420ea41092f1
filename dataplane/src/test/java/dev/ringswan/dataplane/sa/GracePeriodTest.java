package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GracePeriodTest {
    private final List<String> released = new ArrayList<>();
    private long published = -1;
    private long finished = -1;
    private final GracePeriod grace = new GracePeriod(() -> published, () -> finished);

    @Test
    void waitsForTheBatchThatMayHoldIt() {
        grace.enter();
        grace.retire(() -> released.add("sa"));
        assertThat(grace.poll()).isZero();
        assertThat(grace.pendingCount()).isOne();
        grace.enter(); // what the batch held has been published: nothing, here
        assertThat(grace.poll()).isOne();
        assertThat(released).containsExactly("sa");
        assertThat(grace.pendingCount()).isZero();
    }

    @Test
    void waitsForEgressToPassWhatWasPublished() {
        grace.enter();
        grace.retire(() -> released.add("sa"));
        published = 7;
        finished = 3;
        grace.enter();
        assertThat(grace.poll()).isZero();
        finished = 6;
        assertThat(grace.poll()).isZero();
        published = 100; // what comes later cannot hold it
        finished = 7;
        assertThat(grace.poll()).isOne();
    }

    @Test
    void takesTheCursorOnceOnly() {
        grace.enter();
        grace.retire(() -> released.add("sa"));
        published = 5;
        grace.enter();
        assertThat(grace.poll()).isZero();
        published = 50;
        finished = 5;
        assertThat(grace.poll()).as("else a busy ring would keep it for ever").isOne();
    }

    @Test
    void releasesOneAfterTheOther() {
        grace.enter();
        grace.retire(() -> released.add("first"));
        published = 1;
        grace.enter();
        grace.retire(() -> released.add("second"));
        assertThat(grace.poll()).isZero();
        finished = 1;
        assertThat(grace.poll()).isOne();
        assertThat(released).containsExactly("first");
        grace.enter();
        assertThat(grace.poll()).isOne();
        assertThat(released).containsExactly("first", "second");
    }

    @Test
    void releasesOnceAndAllAtTheEnd() {
        grace.retire(() -> released.add("a"));
        grace.retire(() -> released.add("b"));
        grace.releaseAll();
        grace.releaseAll();
        grace.enter();
        assertThat(grace.poll()).isZero();
        assertThat(released).containsExactly("a", "b");
    }

    @Test
    void needsNoRing() {
        GracePeriod inline = new GracePeriod();
        inline.enter();
        inline.retire(() -> released.add("sa"));
        assertThat(inline.poll()).isZero();
        inline.enter();
        assertThat(inline.poll()).isOne();
    }
}
