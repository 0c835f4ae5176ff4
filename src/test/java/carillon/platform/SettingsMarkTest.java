package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsMarkTest {

    private final SettingsMark settings = new SettingsMark();

    @Test
    void what_was_never_read_does_not_hold() {
        assertThat(settings.holds(SettingsMark.Reading.never())).isFalse();
        settings.told("a", System.nanoTime());
        assertThat(settings.holds(SettingsMark.Reading.never())).isFalse();
    }

    @Test
    void what_was_read_holds_until_the_mark_is_another() {
        settings.told("a", System.nanoTime());
        SettingsMark.Reading reading = settings.reading();

        settings.told("a", System.nanoTime());
        assertThat(settings.holds(reading)).isTrue();
        settings.told("b", System.nanoTime());

        await().until(() -> !settings.holds(reading));
        settings.told("a", System.nanoTime());
        assertThat(settings.holds(reading)).isTrue();
    }

    @Test
    void what_was_read_a_moment_ago_holds_whatever_an_older_mark_says() {
        settings.told("a", System.nanoTime());

        assertThat(settings.holds(new SettingsMark.Reading("b", System.nanoTime())))
                .isTrue();
        assertThat(settings.holds(new SettingsMark.Reading(
                        "b", System.nanoTime() - Duration.ofMillis(200).toNanos())))
                .isFalse();
    }

    @Test
    void while_nothing_is_told_what_was_read_holds_for_a_second() {
        SettingsMark.Reading reading = settings.reading();
        assertThat(settings.holds(reading)).isTrue();

        await().until(() -> !settings.holds(reading));

        settings.told("a", System.nanoTime() - Duration.ofSeconds(10).toNanos());
        assertThat(settings.holds(settings.reading())).as("read just now").isTrue();
    }
}
