package carillon.event;

import carillon.cluster.MemberStatus;
import carillon.queue.QueueChanged;
import carillon.run.JobsChanged;
import carillon.run.RunEvent;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events as the contract writes them. A field that has no value in an event is left out. */
final class EventText {

    static final String RUN = "run";
    static final String JOB = "job";
    static final String QUEUE = "queue";
    static final String MEMBER = "member";

    /** What happened to a run; an event may be added, but none renamed. */
    static final Map<Class<? extends RunEvent>, String> CHANGES = Map.ofEntries(
            Map.entry(RunEvent.Fired.class, "fired"),
            Map.entry(RunEvent.Skipped.class, "skipped"),
            Map.entry(RunEvent.Claimed.class, "claimed"),
            Map.entry(RunEvent.Succeeded.class, "succeeded"),
            Map.entry(RunEvent.Retried.class, "retried"),
            Map.entry(RunEvent.Postponed.class, "postponed"),
            Map.entry(RunEvent.Failed.class, "failed"),
            Map.entry(RunEvent.Rescued.class, "rescued"),
            Map.entry(RunEvent.HandedBack.class, "handed-back"),
            Map.entry(RunEvent.Reopened.class, "reopened"),
            Map.entry(RunEvent.Cancelled.class, "cancelled"));

    private EventText() {}

    static String name(Object what) {
        if (what instanceof RunEvent) {
            return RUN;
        }
        return what instanceof JobsChanged.One ? JOB : QUEUE;
    }

    static String json(Instant at, Object what) {
        if (what instanceof RunEvent run) {
            return run(at, run);
        }
        return what instanceof JobsChanged.One job ? job(at, job) : queue(at, (QueueChanged) what);
    }

    private static String run(Instant at, RunEvent event) {
        JsonObjectBuilder json = begun(at, CHANGES.get(event.getClass()))
                .add("run", event.run().toString())
                .add("job", event.job().toString())
                .add(QUEUE, event.queue())
                .add("state", event.now().name());
        if (event instanceof RunEvent.Fired run) {
            json.add("dueAt", run.dueAt().toString()).add("priority", run.priority());
        } else if (event instanceof RunEvent.Skipped run) {
            put(json, "reason", run.reason());
        } else if (event instanceof RunEvent.Claimed run) {
            json.add("attempt", run.attempt()).add("latenessMs", run.lateness().toMillis());
        } else if (event instanceof RunEvent.Succeeded run) {
            ended(json, run.attempt(), run.took());
        } else if (event instanceof RunEvent.Retried run) {
            put(ended(json, run.attempt(), run.took()), "error", run.error());
        } else if (event instanceof RunEvent.Postponed run) {
            put(json.add("attempt", run.attempt()), "reason", run.why());
        } else if (event instanceof RunEvent.Failed run) {
            put(ended(json, run.attempt(), run.took()), "error", run.error());
        } else if (event instanceof RunEvent.Rescued run) {
            json.add("from", run.from().toString());
        } else if (event instanceof RunEvent.HandedBack run) {
            put(json.add("attempt", run.attempt()), "reason", run.why());
        } else if (event instanceof RunEvent.Reopened run) {
            put(json.add("dueAt", run.dueAt().toString()), "by", run.by());
        } else if (event instanceof RunEvent.Cancelled run) {
            put(json, "reason", run.reason());
        }
        return json.build().toString();
    }

    private static JsonObjectBuilder ended(JsonObjectBuilder json, int attempt, Duration took) {
        return json.add("attempt", attempt).add("durationMs", took.toMillis());
    }

    private static String job(Instant at, JobsChanged.One event) {
        JsonObjectBuilder json = begun(at, event.change().name())
                .add("job", event.job().toString())
                .add("name", event.name())
                .add(QUEUE, event.queue())
                .add("state", event.state().name());
        put(json, "nextFireAt", event.nextFireAt());
        put(json, "by", event.by());
        put(json, "reason", event.reason());
        return json.build().toString();
    }

    private static String queue(Instant at, QueueChanged event) {
        JsonObjectBuilder json = begun(at, event.change().name()).add(QUEUE, event.queue());
        put(json, "by", event.by());
        put(json, "reason", event.reason());
        return json.build().toString();
    }

    static String member(Instant at, String change, MemberStatus member) {
        JsonObjectBuilder json = begun(at, change);
        put(json, member);
        return json.build().toString();
    }

    /** The beginning of what a listener hears: how the members stand, and whether it goes on from where it was. */
    static String open(Instant at, UUID local, Collection<MemberStatus> members, boolean resumed) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (MemberStatus member : members) {
            JsonObjectBuilder one = Json.createObjectBuilder();
            put(one, member);
            all.add(one);
        }
        return Json.createObjectBuilder()
                .add("at", at.toString())
                .add("toldBy", local.toString())
                .add("resumed", resumed)
                .add("members", all)
                .build()
                .toString();
    }

    /**
     * @param member whose events are missing; null when that cannot be said
     * @param lost how many, of all kinds; null when that cannot be said
     */
    static String gap(Instant at, String reason, UUID member, Long lost) {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("at", at.toString()).add("reason", reason);
        put(json, MEMBER, member);
        if (lost != null) {
            json.add("lost", lost);
        }
        return json.build().toString();
    }

    static String end(Instant at, String reason) {
        return Json.createObjectBuilder()
                .add("at", at.toString())
                .add("reason", reason)
                .build()
                .toString();
    }

    private static void put(JsonObjectBuilder json, MemberStatus member) {
        json.add(MEMBER, member.id().toString())
                .add("name", member.name())
                .add("state", member.state())
                .add("roles", Json.createArrayBuilder(List.copyOf(member.roles())))
                .add("timer", member.timer());
        if (member.epoch() != null) {
            json.add("epoch", member.epoch());
        }
    }

    private static JsonObjectBuilder begun(Instant at, String change) {
        return Json.createObjectBuilder().add("at", at.toString()).add("change", change);
    }

    private static void put(JsonObjectBuilder json, String name, Object value) {
        if (value != null) {
            json.add(name, value.toString());
        }
    }
}
