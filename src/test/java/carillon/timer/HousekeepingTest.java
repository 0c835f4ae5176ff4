package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.cluster.Agenda;
import carillon.job.Job;
import carillon.job.UnknownJobException;
import carillon.platform.DatabaseUnavailableException;
import carillon.run.BlackoutControl;
import carillon.run.RescueRepository;
import carillon.run.TimerJobs;
import jakarta.ejb.EJBException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

    private static final Logger QUIET = Logger.getLogger(Housekeeping.class.getName());

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private static final UUID FIRST = UUID.randomUUID();
    private static final UUID SECOND = UUID.randomUUID();

    private final FakeCursors cursors = new FakeCursors();
    private final FakeJobs jobs = new FakeJobs();
    private final FakeBlackouts blackouts = new FakeBlackouts();
    private final FakeSilence silence = new FakeSilence();
    private final Housekeeping housekeeping = new Housekeeping(cursors, jobs, blackouts, silence, new Agenda());

    @Test
    void pauses_whose_time_is_up_end_and_lost_cursors_are_set() {
        housekeeping.turn();

        assertThat(jobs.resumed).containsExactly(FIRST, SECOND);
        assertThat(cursors.followedUp).isEqualTo(1);
    }

    @Test
    void what_a_blackout_left_out_is_skipped() {
        housekeeping.turn();

        assertThat(blackouts.skipped).isEqualTo(1);
    }

    @Test
    void attempts_of_silent_targets_end() {
        housekeeping.turn();

        assertThat(silence.turns).isEqualTo(1);
    }

    @Test
    void a_job_that_cannot_be_resumed_does_not_hold_up_the_others() {
        jobs.failure = new UnknownJobException(FIRST);

        housekeeping.turn();

        assertThat(jobs.resumed).containsExactly(SECOND);
        assertThat(cursors.followedUp).isEqualTo(1);
    }

    @Test
    void without_the_database_it_does_not_go_on() {
        jobs.failure = new EJBException(new DatabaseUnavailableException(new SQLException("gone")));

        assertThatThrownBy(housekeeping::turn).isInstanceOf(DatabaseUnavailableException.class);

        assertThat(jobs.resumed).isEmpty();
    }

    private static final class FakeCursors extends RescueRepository {

        private int followedUp;

        FakeCursors() {
            super(null);
        }

        @Override
        public List<Paused> toResume() {
            return List.of(new Paused(FIRST, "default"), new Paused(SECOND, "default"));
        }

        @Override
        public int followUp() {
            followedUp++;
            return 0;
        }
    }

    private static final class FakeSilence extends Silence {

        private int turns;

        @Override
        void end() {
            turns++;
        }
    }

    private static final class FakeBlackouts extends BlackoutControl {

        private int skipped;

        FakeBlackouts() {
            super(null, null, null, null);
        }

        @Override
        public void skipStrays() {
            skipped++;
        }
    }

    /** Fails for the first job only. */
    private static final class FakeJobs extends TimerJobs {

        private final List<UUID> resumed = new ArrayList<>();
        private RuntimeException failure;

        @Override
        public Job resume(String tenant, UUID id) {
            if (failure != null && id.equals(FIRST)) {
                throw failure;
            }
            resumed.add(id);
            return null;
        }
    }
}
