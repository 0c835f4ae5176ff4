package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.PruneRepository;
import carillon.test.TestStore;
import org.junit.jupiter.api.Test;

/** First answers on the real database. */
class FirstAnswerRepositoryTest {

    private static final byte[] ONE = {1};
    private static final byte[] OTHER = {2};
    private static final FirstAnswer ANSWER = new FirstAnswer(201, "jobs/1", "\"1\"", "{}");

    private final TestStore store = TestStore.empty();
    private final FirstAnswerRepository repository = new FirstAnswerRepository(store.database());

    @Test
    void a_key_belongs_to_its_first_request() {
        assertThat(repository.begin("default", "k", ONE)).isTrue();
        repository.keep("default", "k", ANSWER);

        assertThat(repository.begin("default", "k", OTHER)).isFalse();
        assertThat(repository.find("default", "k").answer()).isEqualTo(ANSWER);
        assertThat(repository.find("default", "k").fingerprint()).isEqualTo(ONE);
        assertThat(repository.begin("other", "k", OTHER)).isTrue();
    }

    @Test
    void after_a_day_a_key_is_free_again() {
        repository.begin("default", "k", ONE);
        repository.keep("default", "k", ANSWER);
        store.execute("update idempotency set created_at = created_at - interval '24 hours'");

        assertThat(repository.begin("default", "k", OTHER)).isTrue();
        assertThat(repository.find("default", "k").fingerprint()).isEqualTo(OTHER);
        assertThat(repository.find("default", "k").answer().body()).isNull();
    }

    @Test
    void answers_are_pruned_after_a_day() {
        repository.begin("default", "old", ONE);
        store.execute("update idempotency set created_at = created_at - interval '24 hours'");
        repository.begin("default", "new", ONE);

        assertThat(new PruneRepository(store.database()).deleteFirstAnswers()).isEqualTo(1);
        assertThat(store.column("select key from idempotency")).containsExactly("new");
    }
}
