package carillon.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Makes one process see a wall clock that is wrong, while its monotonic clock goes on as ever: by libfaketime. */
final class ShiftedClock {

    /** Where Debian and Fedora install it, and where it is unpacked when it cannot be installed. The build asks too. */
    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime",
            "/usr/lib/aarch64-linux-gnu/faketime",
            "/usr/lib64/faketime",
            "target/faketime/usr/lib/x86_64-linux-gnu/faketime",
            "target/faketime/usr/lib/aarch64-linux-gnu/faketime");

    private static final String ABSENT =
            "libfaketime, which shifts a member's clock, is not here: apt-get install libfaketime";

    private final Path library;

    private ShiftedClock(Path library) {
        this.library = library;
    }

    /** Where it is absent, the scenario that asks fails in CI, and is left out elsewhere. */
    static ShiftedClock required() {
        Optional<Path> library = PLACES.stream()
                .map(place -> Path.of(place, "libfaketime.so.1"))
                .filter(Files::isReadable)
                .findFirst();
        if (library.isEmpty() && System.getenv("CI") != null) {
            Assertions.fail(ABSENT);
        }
        Assumptions.assumeTrue(library.isPresent(), ABSENT);
        return new ShiftedClock(library.get().toAbsolutePath());
    }

    /**
     * The environment of a process whose clock is off by so much.
     *
     * @param shift whole seconds; negative for a clock that is slow
     */
    Map<String, String> by(Duration shift) {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME", String.format("%+d", shift.toSeconds()),
                // Or each wait of the JVM would end at once: they go by the monotonic clock, which needs no mending.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                // Two names of the same: releases differ.
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                // Or the JVM would take its archive of classes for outdated.
                "NO_FAKE_STAT", "1");
    }
}
