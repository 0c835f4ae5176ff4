package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands between two real members of Hazelcast, and who of them is nominated. */
class CommandsTest {

    private static final String[] ALL = {"api", "timer", "worker"};

    private static TwoMembers two;

    private TwoMembers.Side older;
    private TwoMembers.Side younger;

    @BeforeEach
    void join() {
        if (two == null) {
            two = new TwoMembers();
        }
        two.begin();
        older = two.older;
        younger = two.younger;
        known(Duration.ZERO);
    }

    @AfterAll
    static void leave() {
        if (two != null) {
            two.close();
        }
    }

    @Test
    void the_oldest_member_is_nominated() {
        assertThat(older.cluster.nominated()).isTrue();
        assertThat(younger.cluster.nominated()).isFalse();
        assertThat(older.cluster.reachable())
                .extracting(MemberRow::id)
                .containsExactly(older.local.id(), younger.local.id());
    }

    @Test
    void an_oldest_member_that_is_silent_is_passed_over_by_the_others() {
        known(Duration.ofSeconds(4));

        assertThat(younger.cluster.nominated()).isTrue();
    }

    @Test
    void a_member_without_the_role_is_passed_over() {
        two.observe(
                Rows.lease(0, null), older.row(Duration.ZERO, "api", "worker"), younger.row(Duration.ZERO, "timer"));

        assertThat(older.cluster.nominated()).isFalse();
        assertThat(younger.cluster.nominated()).isTrue();
    }

    @Test
    void a_member_that_was_given_up_is_not_nominated() {
        two.observe(
                Rows.lease(0, null),
                Rows.gone(older.local.id(), older.cluster.localHazelcastId()),
                younger.row(Duration.ZERO, ALL));

        assertThat(older.cluster.nominated()).isFalse();
        assertThat(younger.cluster.nominated()).isTrue();
    }

    @Test
    void a_question_is_answered_by_the_member_that_was_asked() {
        Question.Events question =
                new Question.Events(List.of(new Question.Wanted(7, 10, UUID.randomUUID(), "failed", null)));
        younger.desk.answer(
                Question.Events.class,
                asked -> new Question.Told(List.of(new Question.Part(
                        asked.wanted().get(0).after() + 1,
                        0,
                        false,
                        List.of(new Question.Line(
                                8, "run", asked.wanted().get(0).state()))))));

        Question.Told told = older.commands.ask(younger.local.id(), question).join();

        assertThat(told.parts())
                .containsExactly(new Question.Part(8, 0, false, List.of(new Question.Line(8, "run", "failed"))));
        assertThat(younger.commands.ask(younger.local.id(), question).join()).isEqualTo(told);
        Question.RatesTold rates = new Question.RatesTold(Map.of("default", new Question.Rate(1, 2, 3)));
        younger.desk.answer(Question.Rates.class, asked -> rates);
        assertThat(older.commands.ask(younger.local.id(), new Question.Rates()).join())
                .isEqualTo(rates);
        assertThat(older.commands.ask(older.local.id(), question)).isCompletedExceptionally();
        assertThat(older.commands.ask(UUID.randomUUID(), question)).isCompletedExceptionally();
    }

    @Test
    void before_the_first_heartbeat_nobody_is_nominated() {
        two.observe(Rows.lease(0, null));

        assertThat(older.cluster.nominated()).isFalse();
        assertThat(older.cluster.timer()).isEmpty();
    }

    @Test
    void who_is_stopped_has_left() {
        assertThat(older.cluster.hasLeft(younger.local.id())).isFalse();
        assertThat(older.cluster.hasLeft(UUID.randomUUID()))
                .as("a stranger is not there")
                .isTrue();

        younger.hazelcast.getLifecycleService().terminate();

        try {
            await().until(() -> older.cluster.hasLeft(younger.local.id()));
            assertThat(older.cluster.reachable()).hasSize(1);
        } finally {
            two.close();
            two = null;
        }
    }

    @Test
    void a_command_reaches_the_other_member_whole_and_its_answer_comes_back() throws Exception {
        AtomicReference<Command.HandOff> arrived = new AtomicReference<>();
        younger.desk.register(Command.HandOff.class, command -> {
            arrived.set(command);
            return 17;
        });
        List<UUID> runs = List.of(UUID.randomUUID(), UUID.randomUUID());

        CompletableFuture<Integer> answer = older.commands.send(younger.local.id(), new Command.HandOff(runs));

        assertThat(answer.get()).isEqualTo(17);
        assertThat(arrived.get().runs()).isEqualTo(runs);
    }

    @Test
    void runs_go_to_members_that_perform_some_and_were_not_silent_lately() {
        assertThat(older.commands.workers()).containsValue(younger.local.id()).allSatisfy((name, id) -> assertThat(name)
                .isNotEmpty());
        assertThat(older.commands.members("worker")).containsExactly(older.local.id(), younger.local.id());

        two.observe(
                Rows.lease(0, null), older.row(Duration.ofSeconds(9), ALL), younger.row(Duration.ofSeconds(4), ALL));

        assertThat(older.commands.members("worker")).containsExactly(older.local.id());
        assertThat(older.commands.workers()).doesNotContainValue(younger.local.id());
        two.observe(
                Rows.lease(0, null),
                older.row(Duration.ZERO, "api"),
                Rows.gone(younger.local.id(), younger.cluster.localHazelcastId()));
        assertThat(older.commands.workers()).isEmpty();
    }

    @Test
    void every_command_travels() throws Exception {
        younger.desk.register(Command.Announce.class, command -> command.runs().size());
        younger.desk.register(
                Command.CancelAttempts.class, command -> command.runs().size());
        younger.desk.register(Command.StepDown.class, command -> 3);
        younger.desk.register(Command.Drain.class, command -> command.draining() ? 4 : 5);
        Command.Due due = new Command.Due(UUID.randomUUID(), "default", "default", 5, Instant.EPOCH, "");

        assertThat(answer(new Command.Announce(List.of(due), Instant.EPOCH))).isEqualTo(1);
        assertThat(answer(new Command.Announce(List.of(), null))).isZero();
        assertThat(answer(new Command.CancelAttempts(List.of(UUID.randomUUID()))))
                .isEqualTo(1);
        assertThat(answer(new Command.StepDown())).isEqualTo(3);
        assertThat(answer(new Command.Drain(true))).isEqualTo(4);
    }

    @Test
    void a_member_that_fails_at_what_it_is_asked_is_not_called_unknown() {
        younger.desk.register(Command.Drain.class, command -> {
            throw new IllegalStateException("no database");
        });

        assertThatThrownBy(() -> older.commands.drain(younger.local.id().toString()))
                .isInstanceOf(MemberUnreachableException.class);
    }

    @Test
    void a_member_is_not_asked_for_what_is_another_roles() {
        two.observe(Rows.lease(0, null), older.row(Duration.ZERO, ALL), younger.row(Duration.ZERO, "api"));
        String member = younger.local.id().toString();

        assertThatThrownBy(() -> older.commands.drain(member)).isInstanceOf(MissingRoleException.class);
        assertThatThrownBy(() -> older.commands.undrain(member)).isInstanceOf(MissingRoleException.class);
        assertThatThrownBy(() -> older.commands.stepDown(member)).isInstanceOf(MissingRoleException.class);
    }

    @Test
    void a_command_to_this_member_is_performed_here() throws Exception {
        AtomicReference<Thread> performer = new AtomicReference<>();
        older.desk.register(Command.StepDown.class, command -> {
            performer.set(Thread.currentThread());
            return 1;
        });

        assertThat(older.commands.send(older.local.id(), new Command.StepDown()).get())
                .isEqualTo(1);
        assertThat(performer.get()).isEqualTo(Thread.currentThread());
    }

    @Test
    void a_performer_that_fails_here_or_there_fails_the_answer_and_not_the_caller() {
        older.desk.register(Command.StepDown.class, command -> {
            throw new IllegalStateException("here");
        });
        younger.desk.register(Command.StepDown.class, command -> {
            throw new IllegalStateException("there");
        });

        assertThat(older.commands.send(older.local.id(), new Command.StepDown()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("here");
        assertThat(older.commands.send(younger.local.id(), new Command.StepDown()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("there");
    }

    @Test
    void a_command_that_a_member_does_not_take_fails() {
        assertThat(older.commands.send(younger.local.id(), new Command.Drain(true)))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("does not take Drain");
    }

    @Test
    void a_member_on_which_carillon_has_stopped_fails_the_answer() {
        younger.hazelcast.getUserContext().remove(CommandDesk.KEY);

        assertThat(older.commands.send(younger.local.id(), new Command.StepDown()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("not started");
    }

    @Test
    void a_member_that_does_not_answer_within_seconds_fails_the_answer() {
        CountDownLatch never = new CountDownLatch(1);
        younger.desk.register(Command.StepDown.class, command -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        });

        assertThat(older.commands.send(younger.local.id(), new Command.StepDown()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        never.countDown();
    }

    @Test
    void a_member_that_is_not_there_fails_the_answer() {
        assertThat(older.commands.send(UUID.randomUUID(), new Command.StepDown()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(UnknownMemberException.class);
    }

    @Test
    void the_timer_is_told_wherever_it_is() {
        AtomicReference<Command.Announce> arrived = new AtomicReference<>();
        older.desk.register(Command.Announce.class, command -> {
            arrived.set(command);
            return 0;
        });
        two.observe(Rows.lease(4, older.local.id()), older.row(Duration.ZERO, ALL), younger.row(Duration.ZERO, ALL));

        assertThat(younger.commands.toTimer(new Command.Announce(List.of(), Instant.EPOCH)))
                .isTrue();

        await().until(() -> arrived.get() != null);
        two.observe(Rows.lease(4, UUID.randomUUID()), older.row(Duration.ZERO, ALL), younger.row(Duration.ZERO, ALL));
        assertThat(younger.commands.toTimer(new Command.Announce(List.of(), Instant.EPOCH)))
                .isFalse();
    }

    @Test
    void a_member_is_asked_by_name_or_id() {
        AtomicReference<Command.Drain> arrived = new AtomicReference<>();
        younger.desk.register(Command.Drain.class, command -> {
            arrived.set(command);
            return 0;
        });

        older.commands.drain("name-" + younger.local.id());
        assertThat(arrived.get().draining()).isTrue();
        assertThat(older.cluster.view().byId(younger.local.id()).orElseThrow().state())
                .isEqualTo("draining");
        older.commands.undrain(younger.local.id().toString());
        assertThat(arrived.get().draining()).isFalse();
        assertThat(older.cluster.view().byId(younger.local.id()).orElseThrow().state())
                .isEqualTo("up");
        assertThatThrownBy(() -> older.commands.drain("nobody"))
                .isInstanceOf(UnknownMemberException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void only_members_with_the_role_are_told() {
        two.observe(Rows.lease(0, null), older.row(Duration.ZERO, "timer"), younger.row(Duration.ZERO, "worker"));
        AtomicReference<Command.CancelAttempts> arrived = new AtomicReference<>();
        younger.desk.register(Command.CancelAttempts.class, command -> {
            arrived.set(command);
            return 0;
        });

        older.commands.toAll("worker", new Command.CancelAttempts(List.of()));

        await().until(() -> arrived.get() != null);
        assertThat(older.commands.members("worker")).containsExactly(younger.local.id());
    }

    private int answer(Command command) throws Exception {
        return older.commands.send(younger.local.id(), command).get();
    }

    private void known(Duration silenceOfTheOlder) {
        two.observe(Rows.lease(0, null), older.row(silenceOfTheOlder, ALL), younger.row(Duration.ZERO, ALL));
    }
}
