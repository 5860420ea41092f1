package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.NativeIoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the provider that serves this process. {@code auto} takes the first of {@code ipsec-mb}, {@code jdk-intrinsic}
 * and {@code jca} that is available and passes its {@link AeadSelfTest}: speed may be lost by that, never correctness.
 *
 * <p>Choosing takes a second or two, most of it the self-test in code that is not compiled yet. Done once, at start-up.
 */
public final class AeadProviders {
    /** The name that leaves the choice to this class. */
    public static final String AUTO = "auto";

    /** The names that can be forced, fastest first. */
    public static final List<String> NAMES = List.of(IpsecMbProvider.NAME, JdkIntrinsicProvider.NAME, JcaProvider.NAME);

    /**
     * A provider and why no faster one was taken.
     *
     * @param provider passed its self-test
     * @param reasons one sentence for each faster provider that cannot serve: what is wrong, and the cure
     */
    public record Selection(AeadProvider provider, List<String> reasons) {
        /** Copies the reasons. */
        public Selection {
            reasons = List.copyOf(reasons);
        }
    }

    private AeadProviders() {}

    /**
     * The provider of that name, or the fastest for {@link #AUTO}.
     *
     * @throws NativeIoException when a forced provider cannot serve; the message says why and what to do
     * @throws IllegalArgumentException when there is no provider of that name
     */
    public static AeadProvider select(String name) {
        return choose(name).provider();
    }

    /** Like {@link #select}, with the reasons against faster providers for the log. */
    public static Selection choose(String name) {
        if (!name.equals(AUTO)) {
            return new Selection(tested(name), List.of());
        }
        List<String> reasons = new ArrayList<>();
        for (String candidate : NAMES) {
            try {
                return new Selection(tested(candidate), reasons);
            } catch (NativeIoException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        throw new NativeIoException("choose a crypto engine", 0, "none works here: " + String.join("; ", reasons));
    }

    private static AeadProvider tested(String name) {
        AeadProvider provider = switch (name) {
            case IpsecMbProvider.NAME -> new IpsecMbProvider();
            case JdkIntrinsicProvider.NAME -> new JdkIntrinsicProvider();
            case JcaProvider.NAME -> new JcaProvider();
            default ->
                throw new IllegalArgumentException(
                        "there is no crypto engine \"" + name + "\"; take auto or one of " + NAMES);
        };
        @Nullable String failure = AeadSelfTest.failure(provider, new JcaProvider());
        if (failure != null) {
            throw new NativeIoException(
                    "start crypto engine " + name,
                    0,
                    "it failed its self-test (" + failure + "); please report this with your CPU and versions, and use"
                            + " another engine");
        }
        return provider;
    }
}
