package carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends commands to other members, or performs them at once when the member is this one. Only the application's own threads
 * may send: Payara writes the name of the sending thread's component, by which the other member finds the command's class. On
 * Hazelcast's threads, where answers come in, there is none.
 */
@ApplicationScoped
public class Commands {

    private static final String EXECUTOR = "carillon";
    private static final int ANSWER_WITHIN_SECONDS = 5;
    private static final Duration TOO_SILENT = Duration.ofSeconds(3);

    private final HazelcastInstance hazelcast;
    private final Cluster cluster;
    private final CommandDesk desk;

    /** For the container's proxy. */
    protected Commands() {
        this(null, null, null);
    }

    @Inject
    public Commands(HazelcastInstance hazelcast, Cluster cluster, CommandDesk desk) {
        this.hazelcast = hazelcast;
        this.cluster = cluster;
        this.desk = desk;
    }

    /**
     * Sends to the active timer.
     *
     * @return false when there is none that can be reached: what was said is not lost, the timer's sweep finds it later
     */
    public boolean toTimer(Command command) {
        Optional<MemberRow> timer = cluster.timer();
        timer.ifPresent(member -> send(member, command));
        return timer.isPresent();
    }

    /** Sends to every member with the role that can be reached; does not wait. */
    public void toAll(String role, Command command) {
        for (MemberRow member : cluster.reachable()) {
            if (member.roles().contains(role)) {
                send(member, command);
            }
        }
    }

    /** Members with the role that can be reached now, and were not silent lately. */
    public List<UUID> members(String role) {
        List<UUID> ids = new ArrayList<>();
        for (MemberRow member : cluster.reachable()) {
            if (member.roles().contains(role) && awake(member)) {
                ids.add(member.id());
            }
        }
        return ids;
    }

    /** Members by name that perform runs and can be reached now; of two that go by the same name the newer. */
    public Map<String, UUID> workers() {
        Map<String, UUID> workers = new HashMap<>();
        cluster.reachable().stream()
                .filter(member -> member.roles().contains("worker"))
                .filter(member -> member.state().equals(MemberRow.UP) && awake(member))
                .sorted(Comparator.comparing(MemberRow::since))
                .forEach(member -> workers.put(member.name(), member.id()));
        return workers;
    }

    /** One that is frozen is seen by Hazelcast for a while, and answers nothing. */
    private boolean awake(MemberRow member) {
        return cluster.isLocal(member) || member.silence().compareTo(TOO_SILENT) < 0;
    }

    /** Sends to a member; the stage completes with its answer, exceptionally when it is gone or does not answer in 5 s. */
    public CompletableFuture<Integer> send(UUID member, Command command) {
        return cluster.reachable().stream()
                .filter(row -> row.id().equals(member))
                .findFirst()
                .map(row -> send(row, command))
                .orElseGet(() -> CompletableFuture.failedFuture(new UnknownMemberException(member.toString())));
    }

    /** Asks a member; the stage completes with its answer, exceptionally when it is gone or does not answer in 5 s. */
    public <A extends Serializable> CompletableFuture<A> ask(UUID member, Question<A> question) {
        return cluster.reachable().stream()
                .filter(row -> row.id().equals(member))
                .findFirst()
                .map(row -> ask(row, question))
                .orElseGet(() -> CompletableFuture.failedFuture(new UnknownMemberException(member.toString())));
    }

    private <A extends Serializable> CompletableFuture<A> ask(MemberRow member, Question<A> question) {
        try {
            return cluster.isLocal(member)
                    ? CompletableFuture.completedFuture(desk.answer(question))
                    : away(member, new RemoteQuestion(question)).thenApply(AnswerBytes::read);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes the member give up the timer's lease, if it holds it; another takes it within moments, if there is one.
     *
     * @throws UnknownMemberException when none of that id or name is up
     * @throws MissingRoleException when it has no role timer
     * @throws MemberUnreachableException when it did not answer
     */
    public void stepDown(String member) {
        ask(member, "timer", new Command.StepDown());
    }

    /**
     * Makes the member claim nothing more; what it performs goes on.
     *
     * @throws UnknownMemberException when none of that id or name is up
     * @throws MissingRoleException when it has no role worker
     * @throws MemberUnreachableException when it did not answer
     */
    public void drain(String member) {
        UUID drained = ask(member, "worker", new Command.Drain(true));
        cluster.observe(drained, MemberRow.DRAINING);
    }

    /**
     * Makes a drained member claim again.
     *
     * @throws UnknownMemberException when none of that id or name is up
     * @throws MissingRoleException when it has no role worker
     * @throws MemberUnreachableException when it did not answer
     */
    public void undrain(String member) {
        UUID open = ask(member, "worker", new Command.Drain(false));
        cluster.observe(open, MemberRow.UP);
    }

    /** Returns the id of who has done it. */
    private UUID ask(String idOrName, String role, Command command) {
        MemberRow member = cluster.reachable().stream()
                .filter(row ->
                        row.id().toString().equals(idOrName) || row.name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new UnknownMemberException(idOrName));
        if (!member.roles().contains(role)) {
            throw new MissingRoleException(idOrName, role);
        }
        try {
            send(member, command).join();
            return member.id();
        } catch (CompletionException e) {
            throw new MemberUnreachableException(idOrName, e.getCause());
        }
    }

    private CompletableFuture<Integer> send(MemberRow member, Command command) {
        try {
            return cluster.isLocal(member)
                    ? CompletableFuture.completedFuture(desk.perform(command))
                    : away(member, new RemoteCommand(command));
        } catch (RuntimeException e) {
            // A performer on this member that failed, or an executor that takes nothing any more because of a stop.
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T extends Serializable> CompletableFuture<T> away(MemberRow member, Callable<T> task) {
        Optional<Member> target = hazelcast.getCluster().getMembers().stream()
                .filter(one -> one.getUuid().equals(member.hazelcast()))
                .findFirst();
        if (target.isEmpty()) {
            return CompletableFuture.failedFuture(new UnknownMemberException(member.name()));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        hazelcast.getExecutorService(EXECUTOR).submitToMember(task, target.get(), into(answer));
        return answer.orTimeout(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> ExecutionCallback<T> into(CompletableFuture<T> answer) {
        return new ExecutionCallback<T>() {
            @Override
            public void onResponse(T response) {
                answer.complete(response);
            }

            @Override
            public void onFailure(Throwable failure) {
                answer.completeExceptionally(failure);
            }
        };
    }
}
