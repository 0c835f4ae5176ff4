package carillon.job;

import carillon.platform.Database;
import carillon.platform.SettingsMark;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Stores the names of queues. */
@ApplicationScoped
public class QueueNameRepository {

    private static final String ADD =
            "insert into queue (name) select name from unnest(?::text[]) as n(name) on conflict (name) do nothing";

    /** With the mark of that moment: a queue that is held and let go again has the mark that it had before. */
    private static final String OPEN =
            """
            select m.mark::text as mark,
                   array(select name from queue where name not in (select name from held_queue) order by name) as names
              from settings_mark m""";

    private final Database database;

    /** For the container's proxy. */
    protected QueueNameRepository() {
        this(null);
    }

    @Inject
    public QueueNameRepository(Database database) {
        this.database = database;
    }

    /** Queues whose runs are handed out. */
    Open open() {
        long asked = System.nanoTime();
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                String[] names = (String[]) row.getArray("names").getArray();
                return new Open(List.of(names), new SettingsMark.Reading(row.getString("mark"), asked));
            }
        });
    }

    /**
     * What was read.
     *
     * @param reading with the mark that stands for the names
     */
    record Open(List<String> names, SettingsMark.Reading reading) {}

    /** A transaction of its own, durable when it returns. */
    void add(Set<String> names) {
        database.relaxedTransaction(connection -> {
            try (Statement durably = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(ADD)) {
                durably.execute("set local synchronous_commit = on");
                statement.setArray(1, Sql.array(connection, "text", new TreeSet<>(names), name -> name));
                return statement.executeUpdate();
            }
        });
    }
}
