package dev.ringswan.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What became of one load.
 *
 * @param load packets per second
 * @param seconds for which they were offered
 * @param due packets that should have been sent
 * @param sent packets that were
 * @param received packets that arrived, each counted once
 * @param duplicates packets that arrived again
 * @param reordered packets that arrived behind a later one
 * @param foreign packets that arrived changed
 * @param latency from when each packet was due to when it was taken, in nanoseconds
 */
public record Trial(
        double load,
        double seconds,
        long due,
        long sent,
        long received,
        long duplicates,
        long reordered,
        long foreign,
        Histogram latency) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    /** Samples beyond a percentile that make it worth printing. */
    private static final int SAMPLES_BEYOND = 10;

    /** What a sink knows, as one line. */
    String toLine() {
        return received + " " + duplicates + " " + reordered + " " + foreign + " " + latencyHistogram();
    }

    /** Reads {@link #toLine}, and adds what the sender knows. */
    static Trial ofLine(double load, double seconds, long due, long sent, String line) throws DataFormatException {
        String[] words = line.split(" ", -1);
        ByteBuffer histogram = ByteBuffer.wrap(Base64.getDecoder().decode(words[4]));
        return new Trial(
                load,
                seconds,
                due,
                sent,
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Histogram.decodeFromCompressedByteBuffer(histogram, 0));
    }

    /** Share of packets that were due and did not arrive: what could not be sent is lost. */
    public double lossRatio() {
        return due == 0 ? 0 : (double) Math.max(0, due - received) / due;
    }

    /** Percentiles in microseconds, those that the number of packets supports. */
    public Map<String, Double> latencyUs() {
        Map<String, Double> values = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            if (latency.getTotalCount() * (1 - percentile / 100) >= SAMPLES_BEYOND) {
                String name =
                        percentile == Math.rint(percentile) ? "%.0f".formatted(percentile) : String.valueOf(percentile);
                values.put(name, latency.getValueAtPercentile(percentile) / 1e3);
            }
        }
        values.put("max", latency.getMaxValue() / 1e3);
        return values;
    }

    /** HdrHistogram's compressed V2 form in base64. */
    public String latencyHistogram() {
        ByteBuffer buffer = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
        int length = latency.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /** The fields of {@code perf.trial/1} (perf-reports/README.md). */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("load_pps", load);
        map.put("dur_s", seconds);
        map.put("sent", sent);
        map.put("rcvd", received);
        map.put("lost", Math.max(0, due - received));
        map.put("dup", duplicates);
        map.put("ooo", reordered);
        map.put("lat_us", latencyUs());
        map.put("lat_hdr", latencyHistogram());
        return map;
    }
}
