package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.NativeIoException;
import java.util.ArrayList;
import java.util.List;

/** The providers that can run on this machine; one that cannot is named on standard error with the reason. */
final class Engines {
    private Engines() {}

    static List<AeadProvider> available() {
        List<AeadProvider> providers = new ArrayList<>();
        for (String name : AeadProviders.NAMES) {
            try {
                providers.add(AeadProviders.select(name));
            } catch (NativeIoException e) {
                System.err.println("SKIPPED: no tests of crypto engine " + name + ": " + e.getMessage());
            }
        }
        return providers;
    }
}
