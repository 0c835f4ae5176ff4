package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.MemberUnreachableException;
import carillon.cluster.MissingRoleException;
import carillon.cluster.UnknownMemberException;
import carillon.job.DuplicateJobException;
import carillon.job.UnknownJobException;
import carillon.platform.DatabaseException;
import carillon.platform.DatabaseUnavailableException;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.run.UnknownBatchException;
import carillon.run.UnknownRunException;
import jakarta.ejb.EJBException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionalException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

    static Stream<Arguments> failures() {
        UUID id = UUID.randomUUID();
        return Stream.of(
                Arguments.of(new MalformedBodyException("The body is not UTF-8."), ProblemType.MALFORMED_BODY),
                Arguments.of(new OversizedBodyException(5), ProblemType.BODY_TOO_LARGE),
                Arguments.of(InvalidFieldsException.of("name", "is required"), ProblemType.INVALID_FIELDS),
                Arguments.of(new DuplicateJobException("n"), ProblemType.DUPLICATE_JOB),
                Arguments.of(new UnknownJobException(id), ProblemType.UNKNOWN_JOB),
                Arguments.of(new UnknownRunException(id), ProblemType.UNKNOWN_RUN),
                Arguments.of(new UnknownBatchException(id), ProblemType.UNKNOWN_BATCH),
                Arguments.of(new UnknownQueueException("q"), ProblemType.UNKNOWN_QUEUE),
                Arguments.of(new UnknownMemberException("m"), ProblemType.UNKNOWN_MEMBER),
                Arguments.of(new MissingRoleException("m", "worker"), ProblemType.MISSING_ROLE),
                Arguments.of(new MemberUnreachableException("m", null), ProblemType.MEMBER_UNREACHABLE),
                Arguments.of(new NoApiRoleException(List.of("timer")), ProblemType.NO_API),
                Arguments.of(new NotFoundException(), ProblemType.NOT_FOUND),
                Arguments.of(new NotAllowedException("GET", new String[] {"POST"}), ProblemType.METHOD_NOT_ALLOWED),
                Arguments.of(new NotAcceptableException(), ProblemType.NOT_ACCEPTABLE),
                Arguments.of(new NotSupportedException(), ProblemType.UNSUPPORTED_MEDIA_TYPE),
                Arguments.of(new ProcessingException("cut off"), ProblemType.BAD_REQUEST),
                Arguments.of(new IOException("cut off"), ProblemType.BAD_REQUEST),
                Arguments.of(new OptimisticLockException(), ProblemType.CONFLICT),
                Arguments.of(new DatabaseException(new SQLException("duplicate key", "23505")), ProblemType.CONFLICT),
                Arguments.of(
                        new DatabaseUnavailableException(new SQLException("gone")), ProblemType.DATABASE_UNAVAILABLE),
                Arguments.of(new QueryTimeoutException(), ProblemType.DATABASE_UNAVAILABLE),
                Arguments.of(
                        new TransactionalException("commit", new RollbackException("timed out")),
                        ProblemType.DATABASE_UNAVAILABLE),
                Arguments.of(new DatabaseException(new SQLException("syntax", "42601")), ProblemType.INTERNAL_ERROR),
                Arguments.of(new NullPointerException(), ProblemType.INTERNAL_ERROR),
                Arguments.of(new StackOverflowError(), ProblemType.INTERNAL_ERROR));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void each_failure_is_its_own_kind_of_problem(Throwable failure, ProblemType kind) {
        // when
        Problem problem = Failures.problem(failure);

        // then
        assertThat(problem.type()).isEqualTo(kind.uri());
        assertThat(problem.status()).isEqualTo(kind.status());
        assertThat(problem.title()).isEqualTo(kind.title());
        assertThat(problem.detail()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_found_inside_what_the_container_wraps_it_in(Throwable failure, ProblemType kind) {
        // given
        Throwable wrapped = new TransactionalException("commit", new RuntimeException(failure));

        // then
        if (failure instanceof ProcessingException || failure instanceof IOException) {
            assertThat(Failures.problem(wrapped).status()).isEqualTo(500);
        } else {
            assertThat(Failures.problem(wrapped).type()).isEqualTo(kind.uri());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "08001", "40001", "40P01", "53300", "55P03", "57014", "57P01", "57P03", "58030", "25006"
            })
    void a_database_that_is_away_or_too_slow_may_be_asked_again(String state) {
        // given
        Throwable failure = new EJBException(new PersistenceException(new SQLException("no", state)));

        // then
        assertThat(Failures.problem(failure).status()).isEqualTo(503);
    }

    @Test
    void a_pool_without_connections_is_a_database_that_is_away() {
        // given: the container's pool gives no state
        SQLException noConnection = new SQLException("Error in allocating a connection");

        // then
        assertThat(Failures.problem(new PersistenceException(noConnection)).status())
                .isEqualTo(503);
    }

    @Test
    void a_commit_that_the_database_refused_is_no_outage() {
        // given
        RollbackException refused = new RollbackException("marked for rollback");
        refused.initCause(new SQLException("value too long", "22001"));

        // then
        assertThat(Failures.problem(new TransactionalException("commit", refused))
                        .status())
                .isEqualTo(500);
    }

    @Test
    void fields_are_told_and_what_went_wrong_inside_is_not() {
        // when
        Problem fields = Failures.problem(InvalidFieldsException.of("queue", "takes letters"));
        Problem inside = Failures.problem(new IllegalStateException("password=secret"));

        // then
        assertThat(fields.errors()).containsExactly(new FieldError("queue", "takes letters"));
        assertThat(inside.toJson("/api/v1/jobs", "r1")).doesNotContain("secret").contains("\"requestId\":\"r1\"");
    }

    @Test
    void a_status_without_a_kind_is_about_blank() {
        // when
        Problem teapot = Failures.problem(new WebApplicationException(418));
        Problem gone = Failures.problem(new WebApplicationException(410));

        // then
        assertThat(teapot.type()).isEqualTo("about:blank");
        assertThat(teapot.status()).isEqualTo(418);
        assertThat(gone.title()).isEqualTo("Gone");
    }

    @Test
    void a_refused_method_is_answered_with_those_that_are_taken() {
        assertThat(Failures.problem(new NotAllowedException("GET", new String[] {"POST"}))
                        .detail())
                .contains("GET")
                .contains("POST");
    }

    @Test
    void a_line_of_the_log_says_what_a_failure_comes_from() {
        // given
        Throwable failure = new PersistenceException("Internal\nException", new SQLException("refused:\n \"host\""));

        // then
        assertThat(Failures.rootInOneLine(failure)).isEqualTo("java.sql.SQLException: refused: 'host'");
    }

    @Test
    void causes_that_go_in_a_circle_come_to_an_end() {
        // given
        RuntimeException outer = new RuntimeException("outer");
        RuntimeException inner = new RuntimeException("inner", outer);
        outer.initCause(inner);

        // then
        assertThat(Failures.problem(outer).status()).isEqualTo(500);
    }
}
