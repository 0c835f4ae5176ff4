package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.SecretRepository;
import carillon.test.TestStore;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptTokensTest {

    private static final UUID RUN = UUID.randomUUID();

    private final AttemptTokens tokens = new AttemptTokens(() -> new byte[32]);

    @Test
    void each_attempt_has_a_token_of_its_own_and_always_the_same() {
        String token = tokens.of(RUN, 1);

        assertThat(token).matches("[0-9a-f]{64}").isEqualTo(tokens.of(RUN, 1));
        assertThat(tokens.of(RUN, 2)).isNotEqualTo(token);
        assertThat(tokens.of(UUID.randomUUID(), 1)).isNotEqualTo(token);
        assertThat(tokens.fits(RUN, 1, token)).isTrue();
        assertThat(tokens.fits(RUN, 2, token)).isFalse();
        assertThat(tokens.fits(RUN, 1, "")).isFalse();
    }

    @Test
    void another_cluster_has_other_tokens() {
        assertThat(new AttemptTokens(() -> new byte[] {1}).fits(RUN, 1, tokens.of(RUN, 1)))
                .isFalse();
    }

    @Test
    void the_clusters_secret_is_in_the_database_and_the_same_for_all_members() {
        TestStore store = TestStore.empty();
        byte[] secret = new SecretRepository(store.database()).secret();

        assertThat(secret).hasSize(32).isEqualTo(new SecretRepository(store.database()).secret());
    }
}
