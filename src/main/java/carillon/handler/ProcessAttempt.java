package carillon.handler;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/**
 * One attempt whose program runs, from its start until nothing is left of it. One thread calls it, again and again: the
 * thread that started it, for the kernel kills the program when that thread is gone.
 */
final class ProcessAttempt implements Closeable {

    private static final Logger LOG = Logger.getLogger(ProcessAttempt.class.getName());

    /**
     * From SIGTERM to SIGKILL: a member that has lost its database stops its attempts after 8 s, and at 10 s others may
     * begin them anew.
     */
    static final Duration GRACE = Duration.ofMillis(1_500);

    /** How long what a program left behind is hunted for; something that starts new processes all the time may escape. */
    private static final Duration HUNT = Duration.ofSeconds(3);

    private final ProcessPlan plan;
    private final Process process;
    private final OutputPipe output;
    private final OutputPipe errors;
    private final ProcessGuard guard;
    private final ProcessTree tree;
    private final long began = System.nanoTime();
    private boolean asked;
    private boolean timedOut;
    private boolean ending;
    /** When what goes on is killed, by {@link #age}; null as long as nothing has to end. */
    private Duration killAt;

    private ProcessAttempt(
            ProcessPlan plan, Process process, OutputPipe output, OutputPipe errors, ProcessGuard guard, String key) {
        this.plan = plan;
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.guard = guard;
        this.tree = new ProcessTree(process.pid(), ProcessEnvironment.KEY + "=" + key);
    }

    /**
     * @param key that no other attempt has
     * @param ended called on any thread when the program has ended
     * @throws IOException when it could not be started; nothing is left then but the directory
     */
    static ProcessAttempt start(
            ProcessPlan plan, AttemptDirectory directory, ProcessGuard guard, String key, Runnable ended)
            throws IOException {
        directory.prepare(plan.files(), plan.attempt().payload());
        OutputPipe output = new OutputPipe(directory.output(), ProcessOutcome.LONGEST_RESULT + 1_024, plan.log());
        OutputPipe errors = new OutputPipe(directory.errors(), ProcessOutcome.ERRORS_KEPT, plan.log());
        Process process = null;
        try {
            process = launch(plan, directory, key);
            guard.watch(process.pid());
            directory.unlink();
            process.onExit().thenRun(ended);
            return new ProcessAttempt(plan, process, output, errors, guard, key);
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            output.close();
            errors.close();
            throw e;
        }
    }

    private static Process launch(ProcessPlan plan, AttemptDirectory directory, String key) throws IOException {
        List<String> command = plan.spec().command();
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessTools.command(plan.program(), command.subList(1, command.size()), plan.limits()))
                .directory(directory.work().toFile())
                .redirectInput(directory.input().toFile())
                .redirectOutput(directory.output().toFile())
                .redirectError(directory.errors().toFile());
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(ProcessEnvironment.of(plan.attempt(), plan.spec().environment(), key, directory.work()));
        return builder.start();
    }

    /**
     * Takes what was written, and does what is due.
     *
     * @return true when there was something to do, and there may be more at once
     */
    boolean turn() throws IOException {
        boolean moved = output.read() | errors.read();
        if (ending) {
            return moved;
        }
        if (!process.isAlive()) {
            ending = true;
            killAt = age().plus(HUNT);
            return true;
        }
        if (plan.outcome().isDone()) {
            // Nobody waits for it any more: it was cancelled, or the member stops; at the hard limit there is no grace.
            boolean overdue = plan.age().compareTo(plan.attempt().hardLimit()) >= 0;
            askToEnd(overdue ? Duration.ZERO : GRACE);
        } else if (plan.spec().timeout() != null && age().compareTo(plan.spec().timeout()) >= 0) {
            timedOut = true;
            askToEnd(GRACE);
        } else if (!asked && plan.age().compareTo(plan.attempt().softLimit()) >= 0) {
            asked = true;
            guard.end(process.pid());
        }
        if (killAt != null && age().compareTo(killAt) >= 0) {
            guard.kill(process.pid());
        }
        return moved;
    }

    private void askToEnd(Duration grace) {
        if (killAt == null) {
            killAt = age().plus(grace);
            guard.end(process.pid());
        }
    }

    /** Once the program has ended: true when nothing that it started is left either, or too much time was spent on it. */
    boolean isOver() {
        if (!ending) {
            return false;
        }
        if (tree.kill() == 0) {
            return true;
        }
        // At once, with what they start meanwhile, as far as they have not left the group.
        guard.kill(process.pid());
        if (age().compareTo(killAt) < 0) {
            return false;
        }
        LOG.warning(() -> "event=processes-left run=" + plan.attempt().run() + " job="
                + plan.attempt().job() + " attempt=" + plan.attempt().number() + " next=\"they go on\"");
        return true;
    }

    /** Says how it went. */
    void conclude() throws IOException {
        while (output.read() | errors.read()) {
            // What lies in the pipes, at most some 64 KiB each: nobody is left to write more.
            if (age().compareTo(killAt) > 0) {
                break;
            }
        }
        close();
        Duration timeout = timedOut ? plan.spec().timeout() : null;
        plan.outcome()
                .complete(ProcessOutcome.of(process.exitValue(), timeout, plan.limits(), output.tail(), errors.tail()));
    }

    /** Kills whatever there is, without a word of how it went. */
    void abandon(Exception failure) {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
        guard.kill(process.pid());
        tree.kill();
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        plan.outcome().complete(Outcome.Failed.retryable("the process was given up: " + ErrorLine.of(failure)));
    }

    /** Since the program was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Forgets the process, whose id may be another's from now on. */
    @Override
    public void close() throws IOException {
        guard.forget(process.pid());
        output.close();
        errors.close();
    }
}
