package carillon.scenario;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A history without a fault, into which tests plant one. A minute after it began it holds two jobs that fired every
 * second for four seconds, under two epochs, and three one-shot jobs: one succeeded at once, one after a crash and one
 * after it was handed back.
 */
final class HistoryBuilder {

    static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final int SECONDS = 4;

    final Told told = new Told();
    final HistoryJob cron = job("cron", "{'type':'cron','expression':'* * * * * *'}", false);
    final HistoryJob interval = job("interval", "{'type':'interval','every':'PT1S','mode':'fixed-rate'}", false);
    final HistoryJob plain = job("plain", "{'type':'now'}", true);
    final HistoryJob crashed = job("crashed", "{'type':'delay','by':'PT2S'}", true);
    final HistoryJob handedBack = job("handed back", "{'type':'now'}", true);
    final HistoryJob caughtUp = everySecond("caught up", "{'policy':'catch-up','grace':'PT1S','limit':2}");
    final HistoryJob coalesced = everySecond("coalesced", "{'policy':'coalesce','grace':'PT1S','limit':100}");
    final UUID batch = UUID.randomUUID();
    private final List<HistoryJob> jobs =
            new ArrayList<>(List.of(cron, interval, plain, crashed, handedBack, caughtUp, coalesced));
    private final List<HistoryRun> runs = new ArrayList<>();

    HistoryBuilder() {
        Instant paused = BEGAN.plusSeconds(SECONDS);
        for (HistoryJob job : List.of(cron, interval, caughtUp, coalesced)) {
            told.paused(job.id(), paused, paused.plusMillis(100));
        }
        jobs.forEach(job -> told.created(job.id()));
        for (int second = 1; second <= SECONDS; second++) {
            int epoch = second <= SECONDS / 2 ? 1 : 2;
            Instant fired = BEGAN.plusMillis(second);
            runs.add(new HistoryRunBuilder(cron.id(), Instant.ofEpochSecond(BEGAN.getEpochSecond() + second))
                    .fired(epoch, fired)
                    .build());
            for (HistoryJob job : List.of(interval, caughtUp, coalesced)) {
                runs.add(new HistoryRunBuilder(job.id(), BEGAN.plusSeconds(second))
                        .fired(epoch, fired)
                        .build());
            }
        }
        change(interval, BEGAN.plusSeconds(2), run -> run.skipped("overlap"));
        change(caughtUp, BEGAN.plusSeconds(1), run -> run.batch(batch));
        change(caughtUp, BEGAN.plusSeconds(2), run -> run.batch(batch));
        change(caughtUp, BEGAN.plusSeconds(3), run -> run.skipped("misfire"));
        change(coalesced, BEGAN.plusSeconds(1), run -> run.skipped("coalesced"));
        runs.add(new HistoryRunBuilder(plain.id(), BEGAN).fired(0, BEGAN).build());
        Instant later = BEGAN.plusSeconds(2);
        runs.add(again(crashed, later, HistoryAttempt.CRASHED).crashes(1).build());
        runs.add(again(handedBack, BEGAN, HistoryAttempt.HANDED_BACK).build());
    }

    /** Succeeded at the second attempt, ten seconds after the first. */
    private static HistoryRunBuilder again(HistoryJob job, Instant at, String first) {
        HistoryAttempt lost = new HistoryAttempt(1, UUID.randomUUID(), first, at.plusMillis(10), at.plusSeconds(10));
        return new HistoryRunBuilder(job.id(), at)
                .fired(0, BEGAN)
                .attempt(2)
                .forgiven(1)
                .earlier(lost)
                .dueAt(at.plusSeconds(10))
                .claimedAt(at.plusMillis(10_020))
                .finishedAt(at.plusSeconds(11));
    }

    private static HistoryJob everySecond(String name, String misfire) {
        return job(name, "{'type':'interval','every':'PT1S','mode':'fixed-rate'},'misfire':" + misfire, false);
    }

    static HistoryJob job(String name, String schedule, boolean oneShot) {
        JsonObject spec = json("{'name':'" + name + "','schedule':" + schedule
                + ",'concurrency':{'maxRuns':1,'policy':'skip'},'maxRuns':null}");
        return new HistoryJob(UUID.randomUUID(), name, spec, BEGAN, oneShot, oneShot ? 0 : SECONDS);
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
            return reader.readObject();
        }
    }

    /** The run of a job at an instant. */
    HistoryRun run(HistoryJob job, Instant at) {
        return runs.stream()
                .filter(run -> run.job().equals(job.id()) && run.scheduledAt().equals(at))
                .findFirst()
                .orElseThrow();
    }

    /** The only run of a one-shot job. */
    HistoryRun run(HistoryJob job) {
        return runs.stream()
                .filter(run -> run.job().equals(job.id()))
                .findFirst()
                .orElseThrow();
    }

    HistoryBuilder change(HistoryJob job, Instant at, UnaryOperator<HistoryRunBuilder> how) {
        return change(run(job, at), how);
    }

    HistoryBuilder change(HistoryRun run, UnaryOperator<HistoryRunBuilder> how) {
        runs.set(runs.indexOf(run), how.apply(HistoryRunBuilder.of(run)).build());
        return this;
    }

    HistoryBuilder remove(HistoryRun run) {
        runs.remove(run);
        return this;
    }

    HistoryBuilder remove(HistoryJob job) {
        jobs.remove(job);
        return this;
    }

    HistoryBuilder add(HistoryRun run) {
        runs.add(run);
        return this;
    }

    List<String> violations() {
        return HistoryCheck.violations(
                new History(List.copyOf(jobs), List.copyOf(runs), 2, BEGAN.plusSeconds(60)), told);
    }
}
