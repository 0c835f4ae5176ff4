package carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Where commands and questions arrive on this member, and which part of it sees to each. */
@ApplicationScoped
public class CommandDesk {

    /** Under this name the desk stands in Hazelcast's user context. */
    static final String KEY = "carillon.commands";

    private final Map<Class<? extends Command>, ToIntFunction<Command>> performers = new ConcurrentHashMap<>();

    private final Map<Class<?>, Function<Object, ? extends Serializable>> answerers = new ConcurrentHashMap<>();

    /** The desk of a member of Hazelcast in this JVM. */
    static CommandDesk of(HazelcastInstance instance) {
        if (instance.getUserContext().get(KEY) instanceof CommandDesk desk) {
            return desk;
        }
        throw new IllegalStateException("Carillon is not started on this member, or was started anew");
    }

    /** Says who performs commands of a type from now on; it is called on Hazelcast's threads and should be quick. */
    public <C extends Command> void register(Class<C> type, ToIntFunction<C> performer) {
        performers.put(type, command -> performer.applyAsInt(type.cast(command)));
    }

    /** Says who answers questions of a type from now on, under the same terms. */
    public <A extends Serializable, Q extends Question<A>> void answer(Class<Q> type, Function<Q, A> answerer) {
        answerers.put(type, question -> answerer.apply(type.cast(question)));
    }

    /** Answers the question here. */
    @SuppressWarnings("unchecked")
    <A extends Serializable> A answer(Question<A> question) {
        Function<Object, ? extends Serializable> answerer = answerers.get(question.getClass());
        if (answerer == null) {
            throw new IllegalStateException(
                    "This member does not answer " + question.getClass().getSimpleName());
        }
        return (A) answerer.apply(question);
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
