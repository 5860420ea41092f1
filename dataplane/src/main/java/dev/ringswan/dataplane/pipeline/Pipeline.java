package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.sa.GracePeriod;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.NativeIoException;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * The stages of one direction in three ordered lists. Knows no thread.
 *
 * <p>Packet content never causes an exception. One that escapes a stage all the same is a defect: the packets of the burst that
 * are alive end as {@link DropReason#INTERNAL}, the exception goes to the error handler, and traffic goes on. An exception of
 * a device ({@link NativeIoException}) is passed on: without the device there is no going on.
 */
public final class Pipeline implements AutoCloseable {
    private final BurstSource source;
    private final Stage[] ingress;
    private final Stage[][] workers;
    private final Stage[] egress;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;

    /**
     * Makes a pipeline.
     *
     * @param workers one list of stages per worker, since workers have engines of their own
     * @param clock stamps each burst
     */
    public Pipeline(
            BurstSource source,
            List<Stage> ingress,
            List<List<Stage>> workers,
            List<Stage> egress,
            NanoClock clock,
            ErrorHandler errorHandler) {
        this.source = source;
        this.ingress = ingress.toArray(new Stage[0]);
        this.workers = workers.stream().map(list -> list.toArray(new Stage[0])).toArray(Stage[][]::new);
        this.egress = egress.toArray(new Stage[0]);
        this.clock = clock;
        this.errorHandler = errorHandler;
    }

    int workerCount() {
        return workers.length;
    }

    /** Receives a burst and takes it through the ingress stages; returns the number of packets received. */
    int ingress(EspBurst burst, GracePeriod gracePeriod) {
        int count = source.receive(burst);
        if (count != 0) {
            burst.nowNs(clock.nanoTime());
            gracePeriod.enter();
            process(ingress, burst);
        }
        return count;
    }

    void work(int worker, EspBurst burst) {
        process(workers[worker], burst);
    }

    void egress(EspBurst burst) {
        process(egress, burst);
    }

    private void process(Stage[] stages, EspBurst burst) {
        for (Stage stage : stages) {
            try {
                stage.process(burst);
            } catch (NativeIoException | Error e) {
                burst.dropAll(DropReason.INTERNAL);
                throw e;
            } catch (RuntimeException e) {
                burst.dropAll(DropReason.INTERNAL);
                errorHandler.onError(e);
            }
        }
    }

    /** Frees what the stages hold; only when the runners have stopped. */
    @Override
    public void close() {
        for (Stage[] worker : workers) {
            for (Stage stage : worker) {
                if (stage instanceof AutoCloseable closeable) {
                    CloseHelper.close(errorHandler, closeable);
                }
            }
        }
    }
}
