package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Succeeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessPlacesTest {

    @TempDir
    private Path base;

    private long now;

    @Test
    void as_many_wait_as_leave_half_of_the_other_slots_to_others() {
        assertThat(entering(places(5, 20))).isEqualTo(10);
        assertThat(entering(places(5, 9))).isEqualTo(7);
        assertThat(entering(places(1, 2))).isEqualTo(1);
        assertThat(entering(places(5, 4))).isEqualTo(5);
    }

    @Test
    void who_leaves_makes_room() {
        ProcessPlaces places = places(1, 2);
        places.enter(UUID.randomUUID());

        places.leave(Duration.ofSeconds(1));

        assertThat(places.enter(UUID.randomUUID())).isTrue();
        assertThat(places.enter(UUID.randomUUID())).isFalse();
    }

    @Test
    void who_finds_no_place_waits_and_is_counted_as_waiting() {
        ProcessPlaces places = places(2, 20);
        assertThat(places.standing()).isEqualTo(new ProcessStanding(2, 0, 0));

        entering(places);
        assertThat(places.standing()).isEqualTo(new ProcessStanding(2, 2, 2));

        places.leave(Duration.ofSeconds(1));
        assertThat(places.standing()).isEqualTo(new ProcessStanding(2, 2, 1));
    }

    @Test
    void a_member_that_allows_no_program_has_no_place_for_one() {
        try (ProcessFixture programs = new ProcessFixture(base, 2, 20, Map.of())) {
            assertThat(programs.handler().standing()).isEqualTo(ProcessStanding.NONE);
        }
    }

    @Test
    void each_that_is_sent_away_comes_back_at_about_its_turn() {
        ProcessPlaces places = places(1, 2);

        List<Duration> turns = Stream.generate(
                        () -> places.postpone(UUID.randomUUID()).pause())
                .limit(100)
                .toList();

        assertThat(turns.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(turns.get(29)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31));
        assertThat(turns.get(99)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
    }

    @Test
    void a_place_that_is_free_calls_back_who_was_sent_away_first() {
        ProcessPlaces places = places(1, 2);
        List<Outcome.Postponed> away = sentAway(places, 3);

        places.leave(Duration.ofMinutes(10));

        assertThat(comingBack(away)).containsExactly(true, false, false);
        assertThat(away.get(2).pause()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void nobody_is_called_for_a_place_that_another_is_on_its_way_to() {
        ProcessPlaces places = places(2, 2);
        List<Outcome.Postponed> away = sentAway(places, 3);

        places.leave(Duration.ofSeconds(1));
        places.leave(null);
        places.enter(UUID.randomUUID());
        places.leave(Duration.ofSeconds(1));

        assertThat(comingBack(away)).containsExactly(true, true, false);
    }

    @Test
    void one_that_was_called_and_does_not_come_gives_way_to_the_next() {
        ProcessPlaces places = places(1, 1);
        List<Outcome.Postponed> away = sentAway(places, 3);

        places.leave(Duration.ofSeconds(1));
        now = Duration.ofSeconds(3).toNanos();
        places.enter(UUID.randomUUID());
        places.leave(Duration.ofSeconds(1));

        // The second came back by itself, two seconds after it was sent away.
        assertThat(comingBack(away)).containsExactly(true, false, false);
        assertThat(comingBack(sentAway(places, 1))).containsExactly(false);
    }

    @Test
    void who_waited_in_vain_is_not_called_back_to_wait_again() {
        ProcessPlaces places = places(1, 3);
        List<Outcome.Postponed> away = sentAway(places, 1);

        places.leave(null);
        assertThat(comingBack(away)).containsExactly(false);

        places.leave(Duration.ofSeconds(1));
        assertThat(comingBack(away)).containsExactly(true);
    }

    @Test
    void one_whose_place_was_left_before_it_was_sent_away_is_called_at_once() {
        ProcessPlaces places = places(1, 2);
        places.enter(UUID.randomUUID());
        UUID late = UUID.randomUUID();
        assertThat(places.enter(late)).isFalse();
        places.leave(Duration.ofSeconds(1));

        Outcome.Postponed away = places.postpone(late);

        assertThat(comingBack(List.of(away))).containsExactly(true);
    }

    @Test
    void when_nothing_runs_any_more_the_next_is_called_all_the_same() {
        ProcessPlaces places = places(1, 2);
        List<Outcome.Postponed> away = sentAway(places, 3);
        now = Duration.ofMillis(500).toNanos();
        places.postpone(UUID.randomUUID());
        places.leave(Duration.ofSeconds(1));
        assertThat(places.lookAgain()).isTrue();
        assertThat(comingBack(away)).containsExactly(true, false, false);

        now = Duration.ofMillis(2_600).toNanos();

        assertThat(places.lookAgain()).isTrue();
        assertThat(comingBack(away)).containsExactly(true, false, true);
        now = Duration.ofMinutes(2).toNanos();
        assertThat(places.lookAgain()).isFalse();
    }

    @Test
    void those_that_came_back_by_themselves_are_forgotten_for_others() {
        ProcessPlaces places = places(1, 2);
        sentAway(places, 10_000);
        now = Duration.ofMinutes(1).toNanos();

        List<Outcome.Postponed> away = List.of(places.postpone(UUID.randomUUID()));
        places.leave(Duration.ofSeconds(1));

        assertThat(comingBack(away)).containsExactly(true);
    }

    @Test
    void a_program_is_over_although_nobody_can_be_called() {
        ProcessPlaces places = new ProcessPlaces(
                1,
                2,
                task -> {
                    throw new RejectedExecutionException("the member stops");
                },
                () -> now);
        List<Outcome.Postponed> away = sentAway(places, 1);

        places.leave(Duration.ofSeconds(1));

        assertThat(places.standing()).isEqualTo(new ProcessStanding(1, 0, 0));
        assertThat(comingBack(away)).containsExactly(false);
    }

    private List<Outcome.Postponed> sentAway(ProcessPlaces places, int count) {
        entering(places);
        return Stream.generate(() -> places.postpone(UUID.randomUUID()))
                .limit(count)
                .toList();
    }

    private static List<Boolean> comingBack(List<Outcome.Postponed> away) {
        return away.stream()
                .map(later -> later.sooner().toCompletableFuture().isDone())
                .toList();
    }

    private ProcessPlaces places(int places, int slots) {
        return new ProcessPlaces(places, slots, Runnable::run, () -> now);
    }

    @Test
    void with_one_place_they_run_one_after_another() throws Exception {
        Path trace = base.resolve("trace");
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();

        try (ProcessFixture programs = new ProcessFixture(base, 1, 20, Map.of("sh", "/bin/sh"))) {
            for (int i = 0; i < 2; i++) {
                outcomes.add(programs.start("echo in >> " + trace + "; sleep 0.2; echo out >> " + trace + "; echo ok"));
            }
            CompletableFuture<Outcome> sentAway = programs.start("echo never");

            assertThat(sentAway).isCompletedWithValueMatching(ProcessPlacesTest::comesLater);
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(outcome.get(40, TimeUnit.SECONDS)).isEqualTo(new Succeeded("\"ok\""));
            }
            assertThat(Files.readAllLines(trace)).containsExactly("in", "out", "in", "out");
            assertThat(programs.perform("echo again")).isEqualTo(new Succeeded("\"again\""));
        }
    }

    @Test
    void one_that_waits_in_vain_is_sent_away_and_one_that_is_cancelled_leaves() throws Exception {
        try (ProcessFixture programs = impatient()) {
            CompletableFuture<Outcome> lasting = programs.start("echo up; sleep 300");
            await().until(() -> programs.log().contains("up"));

            assertThat(comesLater(programs.perform("echo never"))).isTrue();
            CompletableFuture<Outcome> cancelled = programs.start("echo never");
            cancelled.cancel(true);
            CompletableFuture<Outcome> next = startedAsSoonAsOneMayWait(programs);
            assertThat(programs.log()).isEqualTo("up");
            lasting.cancel(true);

            assertThat(next.get(40, TimeUnit.SECONDS)).isNotNull();
            assertThat(programs.log()).doesNotContain("never");
        }
    }

    @Test
    void who_was_called_and_went_to_another_member_leaves_the_place_to_the_next() throws Exception {
        try (ProcessFixture programs = new ProcessFixture(base, 1, 1, Map.of("sh", "/bin/sh"))) {
            CompletableFuture<Outcome> lasting = programs.start("echo up; exec sleep 300");
            await().until(() -> programs.log().contains("up"));
            List<Outcome.Postponed> away = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                AttemptBuilder attempt = AttemptBuilder.attempt().run(UUID.randomUUID());
                away.add((Outcome.Postponed) programs.perform(ProcessFixture.script("echo never"), attempt));
            }

            lasting.cancel(true);

            await().atMost(Duration.ofSeconds(40))
                    .until(() ->
                            comingBack(away).stream().filter(called -> called).count() == 2);
        }
    }

    private static CompletableFuture<Outcome> startedAsSoonAsOneMayWait(ProcessFixture programs) {
        return await().until(() -> programs.start("echo next"), started -> !started.isDone());
    }

    private ProcessFixture impatient() {
        return new ProcessFixture(base, 1, 20, Map.of("sh", "/bin/sh"), null, Duration.ofMillis(300));
    }

    private static boolean comesLater(Outcome outcome) {
        return outcome instanceof Outcome.Postponed later
                && later.pause().compareTo(Duration.ofSeconds(1)) >= 0
                && later.reason().equals("all 1 places for processes of this member are taken");
    }

    private static int entering(ProcessPlaces places) {
        int entered = 0;
        while (places.enter(UUID.randomUUID())) {
            entered++;
        }
        return entered;
    }
}
