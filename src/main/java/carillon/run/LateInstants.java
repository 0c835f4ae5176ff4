package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Writes the rows of instants that the timer has not come to yet, as the timer would, in the transaction of whoever is about
 * to change what a job's instants are.
 */
@ApplicationScoped
public class LateInstants {

    /** So many plans at once, a thousand rows each: whoever changes a job that is far behind does not wait for the rest. */
    private static final int MOST_PLANS = 10;

    private final LateInstantRepository repository;
    private final DefinitionRepository definitions;
    private final RunPartitions partitions;
    private final RunEvents events;

    /** For the container's proxy. */
    protected LateInstants() {
        this(null, null, null, null);
    }

    @Inject
    public LateInstants(
            LateInstantRepository repository,
            DefinitionRepository definitions,
            RunPartitions partitions,
            RunEvents events) {
        this.repository = repository;
        this.definitions = definitions;
        this.partitions = partitions;
        this.events = events;
    }

    /**
     * Accounts for the instants up to {@code at} of a job whose row the caller has locked, the earliest ten thousand; the
     * caller sets the cursor.
     */
    Accounted account(UUID job, Instant at) {
        Cursor cursor = repository.cursor(job);
        Definition definition = definitions.of(List.of(job)).get(job);
        if (definition == null) {
            throw new IllegalStateException(
                    "The definition of job " + job + " cannot be read by this version of Carillon."
                            + " Nothing was changed. Use a member of the version that stored it");
        }
        long rows = 0;
        for (int plans = 1; late(cursor.next(), at) && plans <= MOST_PLANS; plans++) {
            FirePlan plan = definition.plan(cursor, at, at);
            if (plans == MOST_PLANS && late(plan.next(), at)) {
                plan = plan.endingThere(definition.spec());
            }
            partitions.ensure(plan.runs());
            events.tell(repository.account(plan));
            rows += plan.runs().size();
            cursor = plan.following(cursor);
        }
        return new Accounted(rows, late(cursor.next(), at) ? cursor.next() : null);
    }

    private static boolean late(Instant next, Instant at) {
        return next != null && !next.isAfter(at);
    }

    /**
     * What was accounted for.
     *
     * @param rows how many instants got their row
     * @param left the first that has none; null when all have theirs
     */
    record Accounted(long rows, Instant left) {

        static final Accounted NOTHING = new Accounted(0, null);
    }
}
