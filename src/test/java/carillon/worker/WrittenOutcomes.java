package carillon.worker;

import carillon.run.Finish;
import carillon.run.Outcomes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps the outcomes that were written, batch by batch, or refuses them as the test says. */
final class WrittenOutcomes extends Outcomes {

    private final List<List<Finish>> batches = new CopyOnWriteArrayList<>();
    private volatile Consumer<List<Finish>> database = batch -> {};

    WrittenOutcomes() {
        super(null, null, null, null, null, null);
    }

    /** What happens at the next writes, before they are kept; it may throw. */
    void database(Consumer<List<Finish>> behaviour) {
        database = behaviour;
    }

    @Override
    public void finish(UUID member, List<Finish> batch) {
        database.accept(batch);
        batches.add(List.copyOf(batch));
    }

    List<List<Finish>> batches() {
        return batches;
    }

    List<Finish> all() {
        return batches.stream().flatMap(List::stream).toList();
    }
}
