package carillon.job;

import carillon.platform.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** No instants: the job runs only when it is triggered. */
public record ManualSchedule() implements Schedule {

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        return Optional.empty();
    }

    @Override
    public String reading() {
        return "only when it is triggered";
    }

    @Override
    public List<FieldError> check() {
        return List.of();
    }

    @Override
    public boolean fires() {
        return false;
    }
}
