package dev.ringswan.gateway.control;

import dev.ringswan.gateway.config.GatewayConfig;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way to the conductor, and replies on their way back. A client has one command on its way at most, and its
 * place is kept until the reply is there, so neither queue can be full.
 *
 * <p><em>Threading:</em> the control thread sends commands and takes replies, the conductor's the other way round.
 */
final class ControlQueues {
    /**
     * A command.
     *
     * @param client who waits for the reply
     * @param config what {@link ControlRequest.Reload} has read; null for the others
     */
    record Command(
            long client, ControlRequest request, @Nullable GatewayConfig config) {}

    /** The end of a command. */
    record Answer(long client, ControlRequest request, ControlReply reply) {}

    private final OneToOneConcurrentArrayQueue<Command> commands;
    private final OneToOneConcurrentArrayQueue<Answer> answers;

    ControlQueues(int clientsMax) {
        commands = new OneToOneConcurrentArrayQueue<>(clientsMax);
        answers = new OneToOneConcurrentArrayQueue<>(clientsMax);
    }

    void send(Command command) {
        if (!commands.offer(command)) {
            throw new IllegalStateException("more commands than clients");
        }
    }

    @Nullable
    Command nextCommand() {
        return commands.poll();
    }

    void send(Answer answer) {
        if (!answers.offer(answer)) {
            throw new IllegalStateException("more replies than clients");
        }
    }

    @Nullable
    Answer nextAnswer() {
        return answers.poll();
    }
}
