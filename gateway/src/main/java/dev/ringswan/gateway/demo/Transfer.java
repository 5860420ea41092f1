package dev.ringswan.gateway.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One end's view of a transfer.
 *
 * @param sha256 of the data, in hexadecimal
 * @param seconds from the first byte to the last
 */
public record Transfer(long bytes, String sha256, double seconds) {
    /** 10^9 bits of data per second. */
    public double gigabitsPerSecond() {
        return seconds <= 0 ? 0 : bytes * 8 / seconds / 1e9;
    }

    void write(Path file) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bytes", bytes);
        map.put("sha256", sha256);
        map.put("seconds", seconds);
        Files.writeString(file, JSON.std.asString(map) + '\n');
    }

    static Transfer read(Path file) throws IOException {
        Map<String, Object> map = JSON.std.mapFrom(Files.readString(file));
        if (map.get("bytes") instanceof Number bytes
                && map.get("sha256") instanceof String sha256
                && map.get("seconds") instanceof Number seconds) {
            return new Transfer(bytes.longValue(), sha256, seconds.doubleValue());
        }
        throw new IOException(file + " is not the report of a transfer");
    }
}
