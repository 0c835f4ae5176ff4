package carillon.api;

import carillon.cluster.MemberUnreachableException;
import carillon.cluster.MissingRoleException;
import carillon.cluster.UnknownMemberException;
import carillon.event.StoppingException;
import carillon.event.TooManyListenersException;
import carillon.job.CalendarInUseException;
import carillon.job.DuplicateJobException;
import carillon.job.JobSpentException;
import carillon.job.StaleVersionException;
import carillon.job.UnknownBlackoutException;
import carillon.job.UnknownCalendarException;
import carillon.job.UnknownJobException;
import carillon.platform.CarillonException;
import carillon.platform.DatabaseUnavailableException;
import carillon.platform.InvalidFieldsException;
import carillon.run.AttemptOverException;
import carillon.run.BacklogFullException;
import carillon.run.DatabaseBusyException;
import carillon.run.RunStateException;
import carillon.run.UnknownActionException;
import carillon.run.UnknownBatchException;
import carillon.run.UnknownRunException;
import carillon.run.WrongTokenException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the problem that a failure means to the caller. */
final class Failures {

    private static final int DEEPEST_CAUSE = 20;
    private static final Map<Class<? extends CarillonException>, ProblemType> KINDS = Map.ofEntries(
            Map.entry(MalformedBodyException.class, ProblemType.MALFORMED_BODY),
            Map.entry(OversizedBodyException.class, ProblemType.BODY_TOO_LARGE),
            Map.entry(InvalidFieldsException.class, ProblemType.INVALID_FIELDS),
            Map.entry(DuplicateJobException.class, ProblemType.DUPLICATE_JOB),
            Map.entry(JobSpentException.class, ProblemType.JOB_SPENT),
            Map.entry(TooManyFollowersException.class, ProblemType.TOO_MANY_REQUESTS),
            Map.entry(WrongTokenException.class, ProblemType.WRONG_TOKEN),
            Map.entry(AttemptOverException.class, ProblemType.ATTEMPT_OVER),
            Map.entry(RunStateException.class, ProblemType.RUN_STATE),
            Map.entry(StaleVersionException.class, ProblemType.STALE_VERSION),
            Map.entry(TakenKeyException.class, ProblemType.IDEMPOTENCY_KEY_TAKEN),
            Map.entry(UnknownJobException.class, ProblemType.UNKNOWN_JOB),
            Map.entry(UnknownRunException.class, ProblemType.UNKNOWN_RUN),
            Map.entry(UnknownBatchException.class, ProblemType.UNKNOWN_BATCH),
            Map.entry(UnknownActionException.class, ProblemType.UNKNOWN_ACTION),
            Map.entry(UnknownQueueException.class, ProblemType.UNKNOWN_QUEUE),
            Map.entry(UnknownMemberException.class, ProblemType.UNKNOWN_MEMBER),
            Map.entry(UnknownCalendarException.class, ProblemType.UNKNOWN_CALENDAR),
            Map.entry(UnknownBlackoutException.class, ProblemType.UNKNOWN_BLACKOUT),
            Map.entry(CalendarInUseException.class, ProblemType.CALENDAR_IN_USE),
            Map.entry(TooManyListenersException.class, ProblemType.TOO_MANY_LISTENERS),
            Map.entry(StoppingException.class, ProblemType.MEMBER_STOPPING),
            Map.entry(BacklogFullException.class, ProblemType.BACKLOG_FULL),
            Map.entry(DatabaseBusyException.class, ProblemType.DATABASE_BUSY),
            Map.entry(NoApiRoleException.class, ProblemType.NO_API),
            Map.entry(MissingRoleException.class, ProblemType.MISSING_ROLE),
            Map.entry(MemberUnreachableException.class, ProblemType.MEMBER_UNREACHABLE),
            Map.entry(DatabaseUnavailableException.class, ProblemType.DATABASE_UNAVAILABLE));

    private Failures() {}

    /**
     * @param failure as it came through the container, which may have wrapped it
     * @return an {@link ProblemType#INTERNAL_ERROR} when the caller could not have caused or mended it
     */
    static Problem problem(Throwable failure) {
        return first(failure, CarillonException.class)
                .flatMap(Failures::ours)
                .or(() -> first(failure, WebApplicationException.class).map(Failures::ofStatus))
                .or(() -> DatabaseTrouble.in(failure))
                .or(() -> unreadable(failure))
                .orElseGet(() -> Problem.of(
                        ProblemType.INTERNAL_ERROR,
                        "The request may or may not have been carried out. The cause is in the log of this member, "
                                + "under the id of this request."));
    }

    /** What the failure comes from in the end, for a line of the log. */
    static String rootInOneLine(Throwable failure) {
        Throwable root = chain(failure).reduce((outer, inner) -> inner).orElse(failure);
        return root.toString().replaceAll("\\s+", " ").replace('"', '\'');
    }

    /** The failure and what caused it, outermost first. */
    static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    private static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
        return chain(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Optional<Problem> ours(CarillonException failure) {
        if (failure instanceof InvalidFieldsException invalid) {
            String detail = "See errors for each field. Nothing was stored.";
            return Optional.of(Problem.of(ProblemType.INVALID_FIELDS, detail, invalid.errors()));
        }
        return Optional.ofNullable(KINDS.get(failure.getClass())).map(type -> Problem.of(type, failure.getMessage()));
    }

    private static Problem ofStatus(WebApplicationException failure) {
        return Problem.ofStatus(failure.getResponse().getStatus(), StatusDetail.of(failure));
    }

    private static Optional<Problem> unreadable(Throwable failure) {
        return failure instanceof ProcessingException || failure instanceof IOException
                ? Optional.of(Problem.of(ProblemType.BAD_REQUEST, "The request could not be read to its end."))
                : Optional.empty();
    }
}
