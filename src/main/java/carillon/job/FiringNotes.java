package carillon.job;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Shows instants of a walk to people, with what is unusual about them. */
final class FiringNotes {

    private final FiringWalk walk;
    private final List<BlackoutSpec> blackouts;
    private final Pause pause;
    private final ZoneId zone;
    private final CronSchedule cron;

    FiringNotes(FiringWalk walk, List<BlackoutSpec> blackouts, Pause pause) {
        this.walk = walk;
        this.pause = pause;
        this.blackouts = blackouts;
        this.cron = walk.spec().schedule() instanceof CronSchedule schedule ? schedule : null;
        this.zone = cron == null ? ZoneOffset.UTC : Zones.of(cron.zone());
    }

    JobFiring of(Instant at) {
        OffsetDateTime local = at.atZone(zone).toOffsetDateTime();
        Instant due = walk.due(at);
        return new JobFiring(at, due, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local), note(at, due, local));
    }

    private String note(Instant at, Instant due, OffsetDateTime local) {
        if (pause.open()) {
            return "paused";
        }
        String queue = walk.spec().queue();
        if (blackouts.stream().anyMatch(blackout -> blackout.covers(queue, blackout.skips() ? at : due))) {
            return "blackout";
        }
        if (walk.moved(at)) {
            return "calendar";
        }
        return cron == null ? null : clockNote(local.toLocalDateTime());
    }

    /** An instant whose local time the rule does not name stands for one that does not exist. */
    private String clockNote(LocalDateTime local) {
        long second = local.toEpochSecond(ZoneOffset.UTC);
        if (CronRules.of(cron.expression()).next(second) != second) {
            return "gap";
        }
        return zone.getRules().getValidOffsets(local).size() > 1 ? "overlap" : null;
    }
}
