package carillon.test;

import carillon.platform.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The time of the test database in the test's hand: connections of {@link #source} find functions of the usual names before
 * the server's own. Members read the same time.
 */
public final class HandClock extends DatabaseClock {

    private final TestStore store;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private Instant now;

    public HandClock(TestStore store, Instant start) {
        super(null);
        this.store = store;
        PGSimpleDataSource plain = (PGSimpleDataSource) store.source();
        source.setUrl(plain.getUrl());
        source.setUser(plain.getUser() == null ? "postgres" : plain.getUser());
        source.setStringType("unspecified");
        source.setOptions("-c search_path=public,hand,pg_catalog");
        store.execute("create schema if not exists hand");
        store.execute("create table if not exists hand.clock (at timestamptz not null)");
        store.execute("delete from hand.clock");
        for (String name : new String[] {"clock_timestamp", "statement_timestamp", "now"}) {
            store.execute("create or replace function hand." + name
                    + "() returns timestamptz language sql volatile as 'select at from hand.clock'");
        }
        store.execute("insert into hand.clock values (?)", TestStore.time(start));
        now = start;
    }

    /** Connections that live in this time. */
    public DataSource source() {
        return source;
    }

    public void advance(Duration by) {
        now = now.plus(by);
        store.execute("update hand.clock set at = ?", TestStore.time(now));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Instant surely() {
        return now;
    }
}
