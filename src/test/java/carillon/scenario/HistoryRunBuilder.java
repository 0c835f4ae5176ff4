package carillon.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A run row as tests need it: unless told otherwise, one that succeeded at its first attempt, ten milliseconds late. */
final class HistoryRunBuilder {

    private UUID id = UUID.randomUUID();
    private UUID job;
    private Instant scheduledAt;
    private Instant dueAt;
    private Instant firedAt;
    private Instant claimedAt;
    private Instant startedAt;
    private Instant finishedAt;
    private long epoch = 1;
    private String state = "succeeded";
    private int attempt = 1;
    private int forgiven;
    private int crashes;
    private boolean dead;
    private UUID member = UUID.randomUUID();
    private String reason;
    private String error;
    private UUID batch;
    private final List<HistoryAttempt> earlier = new ArrayList<>();

    HistoryRunBuilder(UUID job, Instant scheduledAt) {
        this.job = job;
        this.scheduledAt = scheduledAt;
        this.dueAt = scheduledAt;
        this.firedAt = scheduledAt.minusSeconds(3);
        this.claimedAt = scheduledAt.plusMillis(10);
        this.startedAt = claimedAt;
        this.finishedAt = scheduledAt.plusMillis(20);
    }

    /** The same run, to be changed. */
    static HistoryRunBuilder of(HistoryRun run) {
        HistoryRunBuilder builder = new HistoryRunBuilder(run.job(), run.scheduledAt());
        builder.id = run.id();
        builder.dueAt = run.dueAt();
        builder.firedAt = run.firedAt();
        builder.claimedAt = run.claimedAt();
        builder.startedAt = run.startedAt();
        builder.finishedAt = run.finishedAt();
        builder.epoch = run.epoch();
        builder.state = run.state();
        builder.attempt = run.attempt();
        builder.forgiven = run.forgiven();
        builder.crashes = run.crashes();
        builder.dead = run.dead();
        builder.member = run.member();
        builder.reason = run.reason();
        builder.error = run.error();
        builder.batch = run.batch();
        builder.earlier.addAll(run.earlier());
        return builder;
    }

    HistoryRunBuilder withId(UUID other) {
        id = other;
        return this;
    }

    HistoryRunBuilder ofJob(UUID other) {
        job = other;
        return this;
    }

    HistoryRunBuilder scheduledAt(Instant at) {
        scheduledAt = at;
        return this;
    }

    HistoryRunBuilder dueAt(Instant at) {
        dueAt = at;
        return this;
    }

    HistoryRunBuilder fired(long byEpoch, Instant at) {
        epoch = byEpoch;
        firedAt = at;
        return this;
    }

    HistoryRunBuilder claimedAt(Instant at) {
        claimedAt = at;
        startedAt = at;
        return this;
    }

    HistoryRunBuilder startedAt(Instant at) {
        startedAt = at;
        return this;
    }

    HistoryRunBuilder finishedAt(Instant at) {
        finishedAt = at;
        return this;
    }

    HistoryRunBuilder state(String other) {
        state = other;
        return this;
    }

    HistoryRunBuilder attempt(int number) {
        attempt = number;
        return this;
    }

    HistoryRunBuilder forgiven(int number) {
        forgiven = number;
        return this;
    }

    HistoryRunBuilder crashes(int number) {
        crashes = number;
        return this;
    }

    HistoryRunBuilder dead(boolean letter) {
        dead = letter;
        return this;
    }

    HistoryRunBuilder member(UUID other) {
        member = other;
        return this;
    }

    HistoryRunBuilder reason(String text) {
        reason = text;
        return this;
    }

    HistoryRunBuilder error(String text) {
        error = text;
        return this;
    }

    HistoryRunBuilder batch(UUID catchUp) {
        batch = catchUp;
        return this;
    }

    /** Replaces the attempts before the newest. */
    HistoryRunBuilder earlier(HistoryAttempt... attempts) {
        earlier.clear();
        earlier.addAll(List.of(attempts));
        return this;
    }

    /** As a run that never was: its instant passed. */
    HistoryRunBuilder skipped(String why) {
        return state("skipped").reason(why).attempt(0).member(null).claimedAt(null);
    }

    HistoryRun build() {
        return new HistoryRun(
                id,
                job,
                scheduledAt,
                dueAt,
                firedAt,
                claimedAt,
                startedAt,
                finishedAt,
                epoch,
                state,
                attempt,
                forgiven,
                crashes,
                dead,
                member,
                reason,
                error,
                batch,
                List.copyOf(earlier));
    }
}
