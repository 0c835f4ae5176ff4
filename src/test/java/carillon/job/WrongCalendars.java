package carillon.job;

import java.time.Instant;
import java.util.List;

/** Calendars whose arithmetic is wrong in one place, as a fault in the product would have it. */
public enum WrongCalendars {
    /** What is excluded seems to end five minutes later than it does. */
    LEAPS_TOO_FAR {
        @Override
        CalendarTime of(CalendarSpec spec) {
            return new CalendarTime(spec) {
                @Override
                long nextEdge(long second) {
                    long edge = super.nextEdge(second);
                    return edge == Long.MAX_VALUE ? edge : edge + 300;
                }
            };
        }
    },
    /** The answer is that of a minute ago: in the minute after the excluded time the next edge is that of another day. */
    A_MINUTE_LATE {
        @Override
        CalendarTime of(CalendarSpec spec) {
            return new CalendarTime(spec) {
                @Override
                boolean excludes(Instant at) {
                    return super.excludes(at.minusSeconds(60));
                }
            };
        }
    },
    /** Nothing is excluded. */
    BLIND {
        @Override
        CalendarTime of(CalendarSpec spec) {
            return new CalendarTime(spec) {
                @Override
                boolean excludes(Instant at) {
                    return false;
                }
            };
        }
    },
    /** Left out instead of moved. */
    FORGETS_TO_SHIFT {
        @Override
        CalendarTime of(CalendarSpec spec) {
            return new CalendarTime(spec) {
                @Override
                boolean shifts() {
                    return false;
                }
            };
        }
    };

    abstract CalendarTime of(CalendarSpec spec);

    public JobCalendars together(List<CalendarSpec> specs) {
        return new JobCalendars(specs.stream().map(this::of).toList());
    }
}
