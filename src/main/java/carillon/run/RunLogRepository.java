package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Keeps and reads the logs of runs; each search is a step or two down the primary key. */
@ApplicationScoped
public class RunLogRepository {

    /**
     * Puts each piece behind what is there of its run, with a line before it where another attempt begins, or one goes on
     * that another has followed. What is there already is told and not written again. Should two members write to one run at
     * the same moment, one of them writes nothing, and comes again.
     */
    private static final String APPEND =
            """
            with given as materialized (
              select g.run, g.attempt, g.part, g.skipped, g.text, l.attempt as last_attempt, l.part as last_part,
                     coalesce(l.position + l.bytes, 0) as length
                from unnest(?::uuid[], ?::int[], ?::int[], ?::bigint[], ?::text[]) as g(run, attempt, part, skipped, text)
                left join lateral (
                 select attempt, part, position, bytes
                   from run_log
                  where run_id = g.run
                  order by position desc
                  limit 1) l on true
            ), headed as (
              select run, attempt, part, skipped, length,
                     case
                       when before is null or before < attempt then '=== attempt ' || attempt || ' on ' || ?::text || E' ===\\n'
                       when before > attempt
                         then '=== attempt ' || attempt || E' goes on, but does not count any more ===\\n'
                       else '' end || text as text
                from (
                  select g.*, coalesce(lag(attempt) over (partition by run order by attempt, part), last_attempt) as before
                    from given g
                   where last_attempt is null or last_attempt <> attempt or part > last_part) n
            ), written as (
              insert into run_log (run_id, position, bytes, part, attempt, text)
              select run, length - octet_length(text)
                       + sum(skipped + octet_length(text)) over (partition by run order by attempt, part),
                     octet_length(text), part, attempt, text
                from headed
              on conflict do nothing
              returning run_id, attempt, part, position + bytes as length
            )
            select run_id, attempt, part, length from written
            union all
            select run, attempt, part, length from given where last_attempt = attempt and part <= last_part""";

    /** Leaves out the middle: what does not lie whole within the first or the last bytes of a log. */
    private static final String TRIM =
            """
            delete from run_log l
             using (
               select t.run, (select position + bytes from run_log where run_id = t.run order by position desc limit 1)
                        as length
                 from unnest(?::uuid[]) as t(run)) e
             where l.run_id = e.run and l.position + l.bytes > ? and l.position < e.length - ?""";

    private static final String READ =
            """
            select position, bytes, text
              from run_log
             where run_id = ? and position + bytes > ?
               and position >= coalesce(
                 (select position from run_log where run_id = ? and position <= ? order by position desc limit 1), 0)
             order by position
             limit ?""";

    private static final String READ_BACK =
            """
            select position, bytes, text
              from run_log
             where run_id = ? and position < ?
             order by position desc
             limit ?""";

    /** A run that is not there any more counts as one that has ended. */
    private static final String STANDING =
            """
            select w.run,
                   coalesce((select position + bytes from run_log where run_id = w.run order by position desc limit 1), 0)
                     as length,
                   not exists (select 1 from run where id = w.run and finished_at is null) as ended
              from unnest(?::uuid[]) as w(run)""";

    private final Database database;

    /** For the container's proxy. */
    protected RunLogRepository() {
        this(null);
    }

    @Inject
    public RunLogRepository(Database database) {
        this.database = database;
    }

    /**
     * Writes pieces of any number of runs, those of an attempt in order; does not wait for the disk.
     *
     * @param member its name, for people
     * @return those that are there now, each with the length of its run's log behind it
     */
    Map<LogPiece, Long> append(String member, List<LogPiece> pieces) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                statement.setArray(1, Sql.array(connection, "uuid", pieces, LogPiece::run));
                statement.setArray(2, Sql.array(connection, "int4", pieces, LogPiece::attempt));
                statement.setArray(3, Sql.array(connection, "int4", pieces, LogPiece::part));
                statement.setArray(4, Sql.array(connection, "int8", pieces, LogPiece::skipped));
                statement.setArray(5, Sql.array(connection, "text", pieces, LogPiece::text));
                statement.setString(6, member);
                return there(statement, pieces);
            }
        });
    }

    private static Map<LogPiece, Long> there(PreparedStatement statement, List<LogPiece> pieces) throws SQLException {
        Map<Place, LogPiece> byPlace = new HashMap<>();
        pieces.forEach(piece -> byPlace.put(new Place(piece.run(), piece.attempt(), piece.part()), piece));
        Map<LogPiece, Long> there = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Place place = new Place(Sql.uuid(row, 1), row.getInt(2), row.getInt(3));
                there.put(byPlace.get(place), row.getLong(4));
            }
        }
        return there;
    }

    /** Keeps of those logs no more than the first and the last bytes, in whole pieces. */
    void trim(Collection<UUID> runs, long first, long last) {
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TRIM)) {
                statement.setArray(1, Sql.array(connection, "uuid", runs, id -> id));
                statement.setLong(2, first);
                statement.setLong(3, last);
                return statement.executeUpdate();
            }
        });
    }

    /** What follows so many bytes of the log, the piece included in which that is. */
    List<Kept> read(UUID run, long from, int pieces) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(READ)) {
                statement.setObject(1, run);
                statement.setLong(2, from);
                statement.setObject(3, run);
                statement.setLong(4, from);
                statement.setInt(5, pieces);
                return kept(statement);
            }
        });
    }

    /** What lies before so many bytes of the log, from there backwards. */
    List<Kept> readBack(UUID run, long before, int pieces) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(READ_BACK)) {
                statement.setObject(1, run);
                statement.setLong(2, before);
                statement.setInt(3, pieces);
                return kept(statement);
            }
        });
    }

    /** How long the logs are, and which of the runs have ended, in one moment. */
    Map<UUID, LogStanding> standing(Collection<UUID> runs) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(STANDING)) {
                statement.setArray(1, Sql.array(connection, "uuid", runs, id -> id));
                Map<UUID, LogStanding> standing = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        standing.put(
                                Sql.uuid(row, "run"), new LogStanding(row.getLong("length"), row.getBoolean("ended")));
                    }
                }
                return standing;
            }
        });
    }

    private static List<Kept> kept(PreparedStatement statement) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                kept.add(new Kept(row.getLong("position"), row.getInt("bytes"), row.getString("text")));
            }
        }
        return kept;
    }

    /** A piece that is kept, and where in its log. */
    record Kept(long position, int bytes, String text) {

        long end() {
            return position + bytes;
        }
    }

    private record Place(UUID run, int attempt, int part) {}
}
