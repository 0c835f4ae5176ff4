package carillon.handler;

import carillon.platform.FieldError;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Performs attempts that call a bean, of the deployment or else of another application on the server. */
@Dependent
class BeanHandler {

    private final Function<String, Optional<JobHandler>> beans;
    private final Supplier<List<String>> names;
    private final ContainerCall container;
    private final BeanThreads threads;

    @Inject
    BeanHandler(NamedBeans beans, OfferedBeans offered, ContainerCall container, HandlerThreads threads) {
        this(
                name -> beans.find(name).or(() -> offered.find(name)),
                () -> Stream.concat(beans.names().stream(), offered.names().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                container,
                threads.beans());
    }

    /**
     * @param beans finds a bean by its name
     * @param names of all there are, for people
     */
    BeanHandler(
            Function<String, Optional<JobHandler>> beans,
            Supplier<List<String>> names,
            ContainerCall container,
            BeanThreads threads) {
        this.beans = beans;
        this.names = names;
        this.container = container;
        this.threads = threads;
    }

    CompletableFuture<Outcome> perform(BeanHandlerSpec spec, Attempt attempt, AttemptReport report) {
        Optional<JobHandler> bean = beans.apply(spec.name());
        if (bean.isEmpty()) {
            // Another member may have it already, or this one soon, while a new version is rolled out.
            return CompletableFuture.completedFuture(
                    Outcome.Failed.retryable("no bean named " + spec.name() + " is deployed on this member"));
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        BeanCall call = new BeanCall(bean.get(), attempt, report, container, outcome);
        BeanThreads.Call running = threads.submit(call);
        outcome.whenComplete((any, cancelled) -> {
            if (cancelled != null) {
                running.stop();
            }
        });
        return outcome;
    }

    /** Whether this server has the bean; {@link BeanHandlerSpec#check} has found nothing. */
    List<FieldError> check(BeanHandlerSpec spec) {
        if (beans.apply(spec.name()).isPresent()) {
            return List.of();
        }
        String there = String.join(", ", names.get());
        return List.of(new FieldError("name", "no bean that implements JobHandler has this name; there are: " + there));
    }
}
