package carillon.api;

import carillon.platform.Tenant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.function.Supplier;

/** Keeps the answer to a request under its key, in one transaction with what the request creates. */
@ApplicationScoped
public class KeptAnswers {

    private final FirstAnswerRepository repository;

    /** For the container's proxy. */
    protected KeptAnswers() {
        this(null);
    }

    @Inject
    public KeptAnswers(FirstAnswerRepository repository) {
        this.repository = repository;
    }

    /**
     * @param fingerprint tells one request from another
     * @throws TakenKeyException when the key came with another request
     */
    @Transactional
    public Response once(String key, byte[] fingerprint, Supplier<Response> creating) {
        if (repository.begin(Tenant.DEFAULT, key, fingerprint)) {
            FirstAnswer answer = FirstAnswer.of(creating.get());
            repository.keep(Tenant.DEFAULT, key, answer);
            return answer.response();
        }
        FirstAnswerRepository.Kept kept = repository.find(Tenant.DEFAULT, key);
        if (!Arrays.equals(kept.fingerprint(), fingerprint)) {
            throw new TakenKeyException();
        }
        return kept.answer().response();
    }
}
