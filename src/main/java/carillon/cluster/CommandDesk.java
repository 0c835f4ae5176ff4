package carillon.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** Where commands arrive on this member, and which part of it performs each. */
@ApplicationScoped
public class CommandDesk {

    /** Under this name the desk stands in Hazelcast's user context. */
    static final String KEY = "carillon.commands";

    private final Map<Class<? extends Command>, ToIntFunction<Command>> performers = new ConcurrentHashMap<>();

    /** Says who performs commands of a type from now on; it is called on Hazelcast's threads and should be quick. */
    public <C extends Command> void register(Class<C> type, ToIntFunction<C> performer) {
        performers.put(type, command -> performer.applyAsInt(type.cast(command)));
    }

    /** Performs the command here; what the answer means is the command's own affair. */
    int perform(Command command) {
        ToIntFunction<Command> performer = performers.get(command.getClass());
        if (performer == null) {
            throw new IllegalStateException(
                    "This member does not take " + command.getClass().getSimpleName());
        }
        return performer.applyAsInt(command);
    }
}
