package carillon.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * In which order kinds of claims are asked: what took something last is likely to do so again. Runs with a key are asked for as
 * lone ones while decisions about them find nobody else who wants their key. Thread-safe: whoever reads an older state asks in a
 * worse order, and gets the same.
 */
final class ClaimOrder {

    /** Kinds for the same runs, the cheapest first. */
    private static final Set<ClaimKind> COUNTED = EnumSet.range(ClaimKind.RESERVED, ClaimKind.LIMITED);

    private static final Set<ClaimKind> WITH_KEY = EnumSet.of(ClaimKind.LONE, ClaimKind.KEYED);

    private volatile ClaimKind last = ClaimKind.FREE;
    private volatile ClaimKind withKey = ClaimKind.KEYED;

    /** @param possible lone ones are left out of them where that would be in vain */
    List<ClaimKind> of(Collection<ClaimKind> possible) {
        List<ClaimKind> kinds = new ArrayList<>(possible);
        if (withKey != ClaimKind.LONE) {
            kinds.remove(ClaimKind.LONE);
        }
        ClaimKind first = first(kinds);
        kinds.sort(Comparator.comparing(kind -> kind != first));
        return kinds;
    }

    private ClaimKind first(List<ClaimKind> kinds) {
        ClaimKind taken = last;
        if (WITH_KEY.contains(taken)) {
            return withKey;
        }
        return COUNTED.contains(taken)
                ? kinds.stream().filter(COUNTED::contains).findFirst().orElse(taken)
                : taken;
    }

    /** @param asked all kinds that are asked in the same claim */
    void took(ClaimKind kind, Decided some, List<ClaimKind> asked) {
        last = kind;
        if (kind == ClaimKind.KEYED) {
            // What lone claims have just left is not for them, be it that only they count what is paused.
            boolean lone = some.contended().isEmpty() && !asked.contains(ClaimKind.LONE);
            withKey = lone ? ClaimKind.LONE : ClaimKind.KEYED;
        }
    }
}
