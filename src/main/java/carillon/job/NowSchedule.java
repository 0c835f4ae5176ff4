package carillon.job;

import carillon.platform.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One run at once: its only instant is the anchor. */
public record NowSchedule() implements Schedule {

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        return Moments.after(after, anchor);
    }

    @Override
    public String reading() {
        return "once, at once";
    }

    @Override
    public List<FieldError> check() {
        return List.of();
    }

    @Override
    public boolean oneShot() {
        return true;
    }
}
