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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessPlacesTest {

    @TempDir
    private Path base;

    @Test
    void as_many_wait_as_leave_half_of_the_other_slots_to_others() {
        assertThat(entering(new ProcessPlaces(5, 20))).isEqualTo(10);
        assertThat(entering(new ProcessPlaces(5, 9))).isEqualTo(7);
        assertThat(entering(new ProcessPlaces(1, 2))).isEqualTo(1);
        assertThat(entering(new ProcessPlaces(5, 4))).isEqualTo(5);
    }

    @Test
    void who_leaves_makes_room() {
        ProcessPlaces places = new ProcessPlaces(1, 2);
        places.enter();

        places.leave(Duration.ofSeconds(1));

        assertThat(places.enter()).isTrue();
        assertThat(places.enter()).isFalse();
    }

    @Test
    void who_finds_no_place_waits_and_is_counted_as_waiting() {
        ProcessPlaces places = new ProcessPlaces(2, 20);
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
        ProcessPlaces places = new ProcessPlaces(1, 2);

        List<Duration> turns = Stream.generate(places::untilTurn).limit(100).toList();

        assertThat(turns.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(turns.get(29)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31));
        assertThat(turns.get(99)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
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
        while (places.enter()) {
            entered++;
        }
        return entered;
    }
}
