package carillon.api;

import carillon.job.Calendar;
import carillon.job.CalendarMode;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import java.time.Instant;
import java.util.List;

/** A calendar as callers see it: its definition in the shape they sent it, defaults filled in. */
public record CalendarResponse(
        String name,
        String tenant,
        CalendarMode mode,
        CalendarShift shift,
        String zone,
        List<String> dates,
        List<String> weekly,
        List<String> windows,
        String ical,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    static CalendarResponse of(Calendar calendar) {
        CalendarSpec spec = calendar.definition();
        return new CalendarResponse(
                calendar.name(),
                calendar.tenant(),
                spec.mode(),
                spec.shift(),
                spec.zone(),
                spec.dates(),
                spec.weekly(),
                spec.windows(),
                spec.ical(),
                calendar.createdAt(),
                calendar.updatedAt(),
                calendar.version());
    }
}
