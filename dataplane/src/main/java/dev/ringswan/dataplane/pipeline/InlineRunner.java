package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.sa.GracePeriod;
import dev.ringswan.nativeio.PacketBurst;
import java.util.List;
import org.agrona.concurrent.Agent;

/** Runs all three lists of stages over a burst on the calling thread: modes INLINE and DIRECT. */
public final class InlineRunner implements Runner, Agent {
    private final String roleName;
    private final Pipeline pipeline;
    private final EspBurst burst;
    private final GracePeriod gracePeriod = new GracePeriod();

    /** Makes a runner; {@code pipeline} has one worker. */
    public InlineRunner(String roleName, Pipeline pipeline, int cellSize) {
        this.roleName = roleName;
        this.pipeline = pipeline;
        burst = new EspBurst(PacketBurst.allocate(cellSize));
    }

    @Override
    public int doWork() {
        int count = pipeline.ingress(burst, gracePeriod);
        if (count == 0) {
            gracePeriod.enter(); // an idle direction holds nothing, and says so
            return 0;
        }
        pipeline.work(0, burst);
        pipeline.egress(burst);
        return count;
    }

    @Override
    public String roleName() {
        return roleName;
    }

    @Override
    public List<Agent> agents() {
        return List.of(this);
    }

    @Override
    public GracePeriod gracePeriod() {
        return gracePeriod;
    }

    @Override
    public void close() {
        pipeline.close();
        burst.packets().wipe();
    }
}
