package dev.ringswan.ike.crypto;

import dev.ringswan.nativeio.testing.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the files of project Wycheproof. */
final class Wycheproof {
    private Wycheproof() {}

    static List<Map<String, Object>> groups(String file) {
        return Vectors.objects(Vectors.json("wycheproof/" + file + "_test.json"), "testGroups");
    }

    /** All tests; each knows its group under the name {@code group}. */
    static List<Map<String, Object>> tests(String file) {
        List<Map<String, Object>> tests = new ArrayList<>();
        for (Map<String, Object> group : groups(file)) {
            for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                Map<String, Object> copy = new LinkedHashMap<>(test);
                copy.put("group", group);
                tests.add(copy);
            }
        }
        return tests;
    }

    /** The group of a test that {@link #tests} gave. */
    @SuppressWarnings("unchecked") // It was put there above.
    static Map<String, Object> group(Map<String, Object> test) {
        return (Map<String, Object>) Objects.requireNonNull(test.get("group"));
    }

    static boolean valid(Map<String, Object> test) {
        return "valid".equals(test.get("result"));
    }

    static boolean hasFlag(Map<String, Object> test, String flag) {
        return test.get("flags") instanceof List<?> flags && flags.contains(flag);
    }
}
