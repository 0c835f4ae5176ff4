package carillon.event;

import carillon.cluster.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One turn's questions to the members, and who among the listeners gets which part of the answers. */
final class Asking {

    private final Map<UUID, LinkedHashMap<Question.Wanted, List<Listener>>> byMember = new LinkedHashMap<>();

    /**
     * Asks for those listeners that have room: the others are behind already. Listeners that want the same from the same place on
     * share one part.
     */
    Asking(List<Listener> listeners, List<UUID> members) {
        int most = Math.max(10, Listener.ROOM / Math.max(1, members.size()));
        for (UUID member : members) {
            LinkedHashMap<Question.Wanted, List<Listener>> wanted = new LinkedHashMap<>();
            for (Listener listener : listeners) {
                if (listener.hasRoom()) {
                    wanted.computeIfAbsent(
                                    listener.interest().after(after(listener, member), most), key -> new ArrayList<>())
                            .add(listener);
                }
            }
            if (!wanted.isEmpty()) {
                byMember.put(member, wanted);
            }
        }
    }

    /** A member that a listener's place does not name has come since: from its first event on. */
    private static long after(Listener listener, UUID member) {
        if (listener.place() == null) {
            return Question.Wanted.FROM_NOW;
        }
        Long known = listener.place().of(member);
        return known == null ? 0 : known;
    }

    Map<UUID, Question.Events> questions() {
        Map<UUID, Question.Events> questions = new HashMap<>();
        byMember.forEach(
                (member, wanted) -> questions.put(member, new Question.Events(new ArrayList<>(wanted.keySet()))));
        return questions;
    }

    /** True when a member had more than was asked for. */
    boolean deliver(Map<UUID, Question.Told> answers, Missed missed) {
        boolean more = false;
        for (Map.Entry<UUID, LinkedHashMap<Question.Wanted, List<Listener>>> asked : byMember.entrySet()) {
            Question.Told told = answers.get(asked.getKey());
            if (told == null) {
                continue;
            }
            int index = 0;
            for (List<Listener> listeners : asked.getValue().values()) {
                Question.Part part = told.parts().get(index++);
                more |= part.more();
                listeners.forEach(listener -> deliver(listener, asked.getKey(), part, missed));
            }
        }
        return more;
    }

    private static void deliver(Listener listener, UUID member, Question.Part part, Missed missed) {
        if (part.lost() > 0) {
            missed.tell(listener, member, part.lost());
        }
        for (Question.Line line : part.lines()) {
            listener.reach(member, line.number());
            listener.tell(line.name(), line.json());
        }
        listener.reach(member, part.through());
    }

    /** Told of events that are not there any more. */
    @FunctionalInterface
    interface Missed {
        void tell(Listener listener, UUID member, long lost);
    }
}
