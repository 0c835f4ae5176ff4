package carillon.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.cluster.LocalMember;
import carillon.test.TestConfig;
import org.junit.jupiter.api.Test;

class ApiRoleFilterTest {

    @Test
    @SuppressWarnings("try")
    void a_member_without_the_role_says_what_its_roles_are() throws Exception {
        try (AutoCloseable roles = TestConfig.set("carillon.roles", "timer,worker")) {
            ApiRoleFilter filter = new ApiRoleFilter(new LocalMember());

            assertThatThrownBy(() -> filter.filter(null))
                    .isInstanceOf(NoApiRoleException.class)
                    .hasMessageContaining("timer, worker");
        }
    }

    @Test
    void a_member_with_the_role_lets_everything_through() {
        ApiRoleFilter filter = new ApiRoleFilter(new LocalMember());

        assertThatCode(() -> filter.filter(null)).doesNotThrowAnyException();
    }
}
