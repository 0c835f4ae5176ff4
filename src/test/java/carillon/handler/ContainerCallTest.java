package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ContainerCallTest {

    private final ThreadTransaction transaction = new ThreadTransaction();
    private final ContainerCall container = new ContainerCall(transaction, transaction);

    @Test
    void a_bean_that_ends_its_transaction_is_left_alone() throws Exception {
        Object result = container.call(
                context -> {
                    transaction.begin();
                    transaction.commit();
                    return "done";
                },
                null);

        assertThat(result).isEqualTo("done");
        assertThat(transaction.rolledBack()).isFalse();
    }

    @Test
    void a_transaction_left_open_is_rolled_back_and_fails_the_attempt() {
        assertThatThrownBy(() -> container.call(
                        context -> {
                            transaction.begin();
                            return "done";
                        },
                        null))
                .hasMessage("the bean left its transaction open: it was rolled back");
        assertThat(transaction.rolledBack()).isTrue();
    }

    @Test
    void a_transaction_open_at_an_exception_is_rolled_back_and_the_exception_passed_on() {
        assertThatThrownBy(() -> container.call(
                        context -> {
                            transaction.begin();
                            throw new IllegalStateException("no rows");
                        },
                        null))
                .hasMessage("no rows");
        assertThat(transaction.rolledBack()).isTrue();
    }
}
