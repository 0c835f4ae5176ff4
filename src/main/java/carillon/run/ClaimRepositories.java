package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The ways to claim, by what bounds a run. */
@ApplicationScoped
public class ClaimRepositories {

    private final ClaimRepository free;
    private final LoneClaimRepository lone;
    private final KeyedClaimRepository keyed;
    private final ReservedClaimRepository reserved;
    private final RatedClaimRepository rated;
    private final LimitedClaimRepository limited;

    /** For the container's proxy. */
    protected ClaimRepositories() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public ClaimRepositories(
            ClaimRepository free,
            LoneClaimRepository lone,
            KeyedClaimRepository keyed,
            ReservedClaimRepository reserved,
            RatedClaimRepository rated,
            LimitedClaimRepository limited) {
        this.free = free;
        this.lone = lone;
        this.keyed = keyed;
        this.reserved = reserved;
        this.rated = rated;
        this.limited = limited;
    }

    ClaimRepository free() {
        return free;
    }

    LoneClaimRepository lone() {
        return lone;
    }

    KeyedClaimRepository keyed() {
        return keyed;
    }

    ReservedClaimRepository reserved() {
        return reserved;
    }

    RatedClaimRepository rated() {
        return rated;
    }

    LimitedClaimRepository limited() {
        return limited;
    }
}
