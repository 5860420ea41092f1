package dev.ringswan.gateway.simulation;

import dev.ringswan.gateway.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.agrona.concurrent.Agent;

/**
 * One gateway in its place: its sockets and its device, which outlive it, and the gateway itself, which may be restarted. Its
 * agents take turns in an order that is drawn anew each time, and some come late, as threads do.
 */
final class Site {
    private final Side side;
    private final World world;
    private final Journal journal;
    private final FaultPlan.Pace pace;
    private final SeededRandom random;
    private final List<String> connections;
    private final List<SimulatedPort> ports;
    private final IntFunction<Gateway> build;
    private final List<Agent> agents = new ArrayList<>();
    private Gateway gateway;
    private int lives;
    private boolean awake;

    /**
     * Starts the first gateway.
     *
     * @param connections their names
     * @param ports what it is plugged into, so that nothing survives there
     * @param build makes the gateway of a life, counted from 0
     */
    Site(
            Side side,
            World world,
            Journal journal,
            FaultPlan.Pace pace,
            SeededRandom random,
            List<String> connections,
            List<SimulatedPort> ports,
            IntFunction<Gateway> build) {
        this.side = side;
        this.world = world;
        this.journal = journal;
        this.pace = pace;
        this.random = random;
        this.connections = connections;
        this.ports = List.copyOf(ports);
        this.build = build;
        gateway = start();
        tick();
    }

    Gateway gateway() {
        return gateway;
    }

    private Gateway start() {
        Gateway started = build.apply(lives++);
        agents.clear();
        agents.addAll(started.inboundAgents());
        agents.addAll(started.outboundAgents());
        agents.add(started.conductor());
        awake = true;
        return started;
    }

    /** The process dies and starts again, knowing nothing. */
    void restart() {
        journal.add(world.nowNs(), side.toString(), "restarts");
        gateway.close();
        ports.forEach(SimulatedPort::clear);
        gateway = start();
    }

    /** The operator wants all connections, until further notice. */
    void up() {
        connections.forEach(connection -> gateway.ike().up(connection, null));
        awake = true;
    }

    /** The operator does not want any of them. */
    void down() {
        connections.forEach(connection -> gateway.ike().down(connection, null));
        awake = true;
    }

    /** The operator wants new keys for each child that carries traffic. */
    void rekeyChildren() {
        gateway.ike().pairs().forEach(pair -> gateway.ike().rekey(pair.inbound().spi()));
        awake = true;
    }

    /** The operator wants new keys for each IKE SA that there is. */
    void rekeyIke() {
        connections.forEach(connection -> gateway.ike().rekeyIke(connection));
        awake = true;
    }

    void close() {
        gateway.close();
    }

    private void tick() {
        awake = true;
        world.after(pace.tickNs(), this::tick);
    }

    /** Something waits at a port. */
    void wake() {
        awake = true;
    }

    /** Runs the agents, if there is a reason to, until none has anything to do. */
    void pump() {
        if (!awake) {
            return;
        }
        awake = false;
        int work;
        int present = present();
        do {
            work = 0;
            int first = random.below(agents.size());
            for (int i = 0; i < agents.size(); i++) {
                int agent = (first + i) % agents.size();
                if ((present & (1 << agent)) != 0) {
                    work += work(agents.get(agent));
                }
            }
        } while (work != 0);
    }

    /** A bit for each agent that is not late this time. */
    private int present() {
        int present = 0;
        for (int i = 0; i < agents.size(); i++) {
            present |= pace.late().happens(random) ? 0 : 1 << i;
        }
        return present;
    }

    private static int work(Agent agent) {
        try {
            return agent.doWork();
        } catch (SimulationFailure e) {
            throw e;
        } catch (Exception e) {
            throw new SimulationFailure(agent.roleName() + " failed: " + e, e);
        }
    }
}
