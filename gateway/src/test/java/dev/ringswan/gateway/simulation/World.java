package dev.ringswan.gateway.simulation;

import java.util.PriorityQueue;

/** The virtual clock and what is still to happen. Events at the same time happen in the order in which they were planned. */
final class World {
    private record Event(long timeNs, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return timeNs != other.timeNs ? Long.compare(timeNs, other.timeNs) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Runnable afterStep;
    private long nowNs;
    private long order;
    private long steps;

    /** Starts the clock; {@code afterStep} runs after each event, at its time. */
    World(long startNs, Runnable afterStep) {
        nowNs = startNs;
        this.afterStep = afterStep;
    }

    long nowNs() {
        return nowNs;
    }

    /** How many events there have been. */
    long steps() {
        return steps;
    }

    void at(long timeNs, Runnable action) {
        events.add(new Event(Math.max(timeNs, nowNs), order++, action));
    }

    void after(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Steps from event to event, until the next one would be later than {@code limitNs}. */
    void run(long limitNs) {
        while (!events.isEmpty() && events.peek().timeNs() <= limitNs) {
            Event event = events.remove();
            nowNs = event.timeNs();
            steps++;
            event.action().run();
            afterStep.run();
        }
        nowNs = Math.max(nowNs, limitNs);
    }
}
