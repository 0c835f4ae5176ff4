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

    /** The cursor: the earliest instant that has no run row yet; null when there is none or while paused. */
    @Column(name = "next_fire_at")
    private Instant nextFireAt;

    /** How many scheduled instants have a row; written with the rows. */
    @Column(insertable = false, updatable = false)
    private long fired;

    /** True when there is at most one instant: it has its row as soon as {@code nextFireAt} is null. */
    @Column(name = "one_shot")
    private boolean oneShot;

    /** Why it is paused; null while it is not, or when nobody said. */
    @Column(name = "paused_reason")
    private String pausedReason;

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

    /** A new active job of the given definition, which must be valid. */
    public Job(UUID id, String tenant, JobSpec spec, Instant createdAt, Instant nextFireAt) {
        this.id = id;
        this.tenant = tenant;
        this.name = spec.name();
        this.queue = spec.queue();
        this.priority = spec.priority();
        this.state = JobState.active;
        this.spec = spec.withoutPayload();
        this.payload = spec.payload() == null ? null : spec.payload().toString();
        this.nextFireAt = nextFireAt;
        this.oneShot = spec.schedule().oneShot();
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.version = 1;
    }

    public void pause(String reason, Instant until, Instant now) {
        state = JobState.paused;
        pausedReason = reason;
        pausedUntil = until;
        nextFireAt = null;
        updatedAt = now;
    }

    public void resume(Instant next, Instant now) {
        state = JobState.active;
        pausedReason = null;
        pausedUntil = null;
        nextFireAt = next;
        updatedAt = now;
    }

    public void delete(Instant now) {
        deletedAt = now;
        nextFireAt = null;
        pausedUntil = null;
        updatedAt = now;
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

    long fired() {
        return fired;
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
