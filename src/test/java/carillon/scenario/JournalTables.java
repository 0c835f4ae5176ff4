package carillon.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Makes a database keep a journal: triggers, which only scenarios install, append each change of a run, of a member's
 * standing and of the lease to a table, in the transaction that makes it. What is rolled back, or lost in a crash, leaves
 * no entry.
 *
 * <p>Triggers of runs are called once for each statement: a batch of a thousand is one insert more. Changes of a run that
 * leave its state, attempt, member and due time as they are, such as its progress, are not written down.
 */
final class JournalTables {

    private static final String INSTALL =
            """
            create schema journal;

            create table journal.entry (
              number         bigint generated always as identity primary key,
              at             timestamptz not null default clock_timestamp(),
              kind           text not null,
              run            uuid,
              job            uuid,
              tenant         text,
              queue          text,
              key            text,
              scheduled_at   timestamptz,
              due_at         timestamptz,
              before         text,
              after          text,
              attempt_before integer not null default 0,
              attempt        integer not null default 0,
              member_before  uuid,
              member         uuid,
              epoch          bigint not null default 0,
              reason         text,
              outcome        text
            );

            create function journal.fired() returns trigger language plpgsql as $$ begin
              insert into journal.entry (kind, run, job, tenant, queue, key, scheduled_at, due_at, after, attempt, member,
                                         epoch, reason)
              select 'FIRED', id, job_id, tenant, queue, concurrency_key, scheduled_at, due_at, state, attempt, member,
                     epoch, reason
                from fresh;
              return null;
            end $$;

            create function journal.changed() returns trigger language plpgsql as $$ begin
              insert into journal.entry (kind, run, job, tenant, queue, key, scheduled_at, due_at, before, after,
                                         attempt_before, attempt, member_before, member, epoch, reason, outcome)
              select 'CHANGED', n.id, n.job_id, n.tenant, n.queue, n.concurrency_key, n.scheduled_at, n.due_at, o.state,
                     n.state, o.attempt, n.attempt, o.member, n.member, n.epoch, n.reason, n.attempts->-1->>'outcome'
                from stale o join fresh n on n.id = o.id
               where (o.state, o.attempt, o.member, o.due_at) is distinct from (n.state, n.attempt, n.member, n.due_at);
              return null;
            end $$;

            create function journal.deleted() returns trigger language plpgsql as $$ begin
              insert into journal.entry (kind, run, job, tenant, queue, key, scheduled_at, due_at, before, attempt_before,
                                         attempt, member_before, epoch)
              select 'DELETED', id, job_id, tenant, queue, concurrency_key, scheduled_at, due_at, state, attempt, attempt,
                     member, epoch
                from stale;
              return null;
            end $$;

            create function journal.member() returns trigger language plpgsql as $$ begin
              insert into journal.entry (kind, member, before, after)
              values (case when old.state = new.state then 'HEARTBEAT' else 'MEMBER' end, coalesce(new.id, old.id),
                      old.state, new.state);
              return null;
            end $$;

            create function journal.lease() returns trigger language plpgsql as $$ begin
              insert into journal.entry (kind, member_before, member, epoch) values ('LEASE', old.owner, new.owner, new.epoch);
              return null;
            end $$;

            create trigger journal_fired after insert on run
              referencing new table as fresh for each statement execute function journal.fired();
            create trigger journal_changed after update on run
              referencing old table as stale new table as fresh for each statement execute function journal.changed();
            create trigger journal_deleted after delete on run
              referencing old table as stale for each statement execute function journal.deleted();
            create trigger journal_member after insert or update or delete on member
              for each row execute function journal.member();
            create trigger journal_lease after update on timer_lease
              for each row when (old.epoch <> new.epoch or old.owner is distinct from new.owner)
              execute function journal.lease()""";

    private static final String REMOVE =
            """
            drop trigger journal_fired on run;
            drop trigger journal_changed on run;
            drop trigger journal_deleted on run;
            drop trigger journal_member on member;
            drop trigger journal_lease on timer_lease;
            drop schema journal cascade""";

    private JournalTables() {}

    /** Waits for transactions that write runs; members need not stop. */
    static void install(DataSource database) {
        execute(database, INSTALL);
    }

    static void remove(DataSource database) {
        execute(database, REMOVE);
    }

    private static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("The journal could not be changed", e);
        }
    }
}
