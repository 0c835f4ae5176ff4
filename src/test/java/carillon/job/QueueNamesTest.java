package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.platform.SettingsMark;
import carillon.test.TestStore;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which queues are open, on the real database, with marks as heartbeats tell them. */
class QueueNamesTest {

    private final TestStore store = TestStore.empty();
    private final SettingsMark settings = new SettingsMark();
    private final QueueNames queues = new QueueNames(new QueueNameRepository(store.database()), settings);

    @BeforeEach
    void oneQueue() {
        queues.ensure(Set.of("news"));
    }

    @Test
    void a_queue_that_is_held_is_not_open() {
        heartbeat();
        assertThat(queues.open()).contains("news");

        pause(true);
        heartbeat();
        await().until(() -> !queues.open().contains("news"));

        pause(false);
        heartbeat();
        await().until(() -> queues.open().contains("news"));
    }

    @Test
    void a_queue_that_was_held_between_two_heartbeats_is_open_again() {
        heartbeat();
        pause(true);
        assertThat(queues.open()).as("read while it is held").doesNotContain("news");
        pause(false);
        heartbeat();

        await().until(() -> queues.open().contains("news"));
    }

    private void pause(boolean paused) {
        store.execute("update queue set paused = ? where name = 'news'", paused);
    }

    private void heartbeat() {
        settings.told((String) store.value("select mark::text from settings_mark"), System.nanoTime());
    }
}
