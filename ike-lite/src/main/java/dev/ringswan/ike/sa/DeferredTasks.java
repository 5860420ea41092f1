package dev.ringswan.ike.sa;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * Requests of ours that are to be made, or made once more, at a later time; of the same request there is one.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class DeferredTasks {
    private record Deferred(Task task, long atNs) {}

    private final List<Deferred> list = new ArrayList<>();

    /** A task is to be done then, and not when it was to be before. */
    public void add(Task task, long atNs) {
        remove(task::equals);
        list.add(new Deferred(task, atNs));
    }

    /** Some tasks are not to be done. */
    public void remove(Predicate<Task> condition) {
        list.removeIf(late -> condition.test(late.task()));
    }

    /** Tasks whose time has come join others. */
    public void resume(long nowNs, Deque<Task> tasks) {
        for (Deferred late : List.copyOf(list)) {
            if (late.atNs() <= nowNs) {
                list.remove(late);
                tasks.add(late.task());
            }
        }
    }

    /** All go to another IKE SA. */
    public void handOver(DeferredTasks target) {
        target.list.addAll(list);
        list.clear();
    }

    /** When the next one is due, or {@link MessageWindow#NEVER}. */
    public long nextNs() {
        return list.stream().mapToLong(Deferred::atNs).min().orElse(MessageWindow.NEVER);
    }
}
