package dev.ringswan.gateway.simulation;

import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.ike.api.IkeEffect;
import java.lang.reflect.Field;
import java.util.function.ObjLongConsumer;

/** A planted bug: what IKE tells the data plane to receive on no more stays there. */
final class ForgottenRemovals {
    private ForgottenRemovals() {}

    static void plant(IkeControl ike) {
        try {
            Field field = IkeControl.class.getDeclaredField("executor");
            field.setAccessible(true);
            @SuppressWarnings("unchecked") // it is declared so
            ObjLongConsumer<IkeEffect> executor = (ObjLongConsumer<IkeEffect>) field.get(ike);
            ObjLongConsumer<IkeEffect> forgetful = (effect, nowNs) -> {
                if (!(effect instanceof IkeEffect.RemoveInbound)) {
                    executor.accept(effect, nowNs);
                }
            };
            field.set(ike, forgetful);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("IkeControl executes effects in another way now", e);
        }
    }
}
