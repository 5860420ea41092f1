package dev.ringswan.dataplane;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.List;

/** The crypto engines that can run on this machine; one that cannot is named on standard error with the reason. */
public final class Engines {
    private static final List<AeadProvider> AVAILABLE = find();

    private Engines() {}

    /** Fastest first. */
    public static List<AeadProvider> available() {
        return AVAILABLE;
    }

    /** For tests that push many packets and do not care which engine does. */
    public static AeadProvider fastest() {
        return AVAILABLE.getFirst();
    }

    private static List<AeadProvider> find() {
        List<AeadProvider> providers = new ArrayList<>();
        for (String name : AeadProviders.NAMES) {
            try {
                providers.add(AeadProviders.select(name));
            } catch (NativeIoException e) {
                System.err.println(
                        "SKIPPED: no tests of the data plane with crypto engine " + name + ": " + e.getMessage());
            }
        }
        return List.copyOf(providers);
    }
}
