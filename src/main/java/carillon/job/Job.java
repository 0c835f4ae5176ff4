package carillon.job;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A stored job: its definition, whether it fires, and the cursor that says when next. */
@Entity
public class Job {

    @Id
    private UUID id;

    private String tenant;

    /** Unique in the tenant among jobs that are not deleted. */
    private String name;

    private String queue;

    private int priority;

    @Enumerated(EnumType.STRING)
    private JobState state;

    /** The whole definition except the payload. */
    @Convert(converter = JobSpecConverter.class)
    private JobSpec spec;

    /** JSON text; null for none. Kept apart from the definition because every claim reads it. */
    @Convert(converter = JsonTextConverter.class)
    private String payload;

    /**
     * The cursor: the earliest instant that has no run row yet, or a moment before it, up to which it was searched for; null
     * when there is none or while paused.
     */
    @Column(name = "next_fire_at")
    private Instant nextFireAt;

    /** Scheduled instants that have a row. Counted by the statements that write the rows, not here. */
    @Column(name = "fired", updatable = false)
    private long fired;

    /** The instants of this version are those of its rule after this one. */
    @Column(name = "counts_after")
    private Instant countsAfter;

    /** How many instants had a row when this version began; what {@code maxRuns} has left counts from there. */
    @Column(name = "counts_fired")
    private long countsFired;

    /** True when there is at most one instant. */
    @Column(name = "one_shot")
    private boolean oneShot;

    /** True when the only instant had its row before this version began: there is none any more. */
    private boolean spent;

    /** Why it is paused; null while it is not, or when nobody said. */
    @Column(name = "paused_reason")
    private String pausedReason;

    /** Who paused it; null while it is not. */
    @Column(name = "paused_by")
    private String pausedBy;

    /** When the pause ends by itself; null for until resumed. */
    @Column(name = "paused_until")
    private Instant pausedUntil;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** When it was deleted; null while it is not. A deleted job is kept as long as its runs are. */
    @Column(name = "deleted_at")
    private Instant deletedAt;

    /** Grows with each change of the definition or state, not with the cursor. */
    @Version
    private long version;

    protected Job() {}

    /** A new active job of the given definition, which must be valid; it counts from its creation. */
    public Job(UUID id, String tenant, JobSpec spec, Instant createdAt, Instant nextFireAt) {
        this(id, tenant, spec, createdAt, createdAt, nextFireAt, 0);
    }

    /**
     * @param countsAfter its instants are those of its rule after this one
     * @param fired how many of them get their row with it
     */
    public Job(
            UUID id,
            String tenant,
            JobSpec spec,
            Instant createdAt,
            Instant countsAfter,
            Instant nextFireAt,
            long fired) {
        this.id = id;
        this.tenant = tenant;
        this.state = JobState.active;
        define(spec);
        this.countsAfter = countsAfter;
        this.nextFireAt = nextFireAt;
        this.fired = fired;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.version = 1;
    }

    private void define(JobSpec given) {
        name = given.name();
        queue = given.queue();
        priority = given.priority();
        spec = given.withoutPayload();
        payload = given.payload() == null ? null : given.payload().toString();
        oneShot = given.schedule().oneShot();
    }

    /** Begins a new version, which counts from there on. */
    private void turn(Turn turn, Instant next) {
        countsAfter = turn.after();
        countsFired = turn.fired();
        spent = turn.spent();
        nextFireAt = next;
        updatedAt = turn.at();
    }

    /** Another definition, which must be valid; a paused job stays paused. */
    public void edit(JobSpec given, Turn turn, Instant next) {
        define(given);
        turn(turn, next);
    }

    /** The same definition, planned anew. */
    public void replan(Turn turn, Instant next) {
        turn(turn, next);
    }

    public void pause(String reason, String author, Instant until, Turn turn) {
        turn(turn, null);
        state = JobState.paused;
        pausedReason = reason;
        pausedBy = author;
        pausedUntil = until;
    }

    public void resume(Turn turn, Instant next) {
        turn(turn, next);
        state = JobState.active;
        pausedReason = null;
        pausedBy = null;
        pausedUntil = null;
    }

    public void delete(Turn turn) {
        turn(turn, null);
        deletedAt = turn.at();
        pausedUntil = null;
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public String name() {
        return name;
    }

    public String queue() {
        return queue;
    }

    public int priority() {
        return priority;
    }

    /** {@code active} or {@code paused}; whether it is finished is told by its runs. */
    public JobState state() {
        return state;
    }

    /** The definition; its payload is {@link #payload()}. */
    public JobSpec spec() {
        return spec;
    }

    public String payload() {
        return payload;
    }

    public Instant nextFireAt() {
        return nextFireAt;
    }

    /** Scheduled instants that had a row when this was read. */
    public long fired() {
        return fired;
    }

    public Instant countsAfter() {
        return countsAfter;
    }

    public long countsFired() {
        return countsFired;
    }

    public boolean spent() {
        return spent;
    }

    /** True when there is one instant only, and it has its row once so many instants have theirs. */
    boolean spentWith(long rows) {
        return oneShot && (spent() || rows > countsFired());
    }

    public String pausedBy() {
        return pausedBy;
    }

    public String pausedReason() {
        return pausedReason;
    }

    public Instant pausedUntil() {
        return pausedUntil;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public boolean isPaused() {
        return state == JobState.paused;
    }

    boolean deleted() {
        return deletedAt != null;
    }

    public long version() {
        return version;
    }
}
