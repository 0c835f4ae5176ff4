package carillon.test;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * A source with one connection that is kept, as a pool keeps it: PostgreSQL goes by the plan of a statement's earlier
 * executions where it sees fit. It tells the plans, with what was read, by the extension auto_explain.
 */
public final class KeptPlans implements DataSource, AutoCloseable {

    private static final List<String> SETTINGS = List.of(
            "load 'auto_explain'",
            "set auto_explain.log_min_duration = 0",
            "set auto_explain.log_analyze = on",
            "set auto_explain.log_level = notice",
            "set client_min_messages = notice");

    private static final Pattern READ = Pattern.compile("actual time=\\S+ rows=([0-9]+) loops=([0-9]+)");
    private static final Pattern LEFT_OUT = Pattern.compile("Rows Removed by [A-Za-z ]+: ([0-9]+)");

    private final Connection connection;
    private final StringBuilder plans = new StringBuilder();

    /**
     * @param options of the connection, such as {@code -c enable_seqscan=off}
     */
    public KeptPlans(DataSource source, String options) throws SQLException {
        connection = source.getConnection();
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            for (String option : options.split("-c ")) {
                if (!option.isBlank()) {
                    statement.execute("set " + option);
                }
            }
        }
    }

    /** The most rows that a step of the plans brought forth, or left out by its filter, all of its loops together. */
    public static long mostRows(String plans) {
        return Math.max(most(READ, plans), most(LEFT_OUT, plans));
    }

    private static long most(Pattern figures, String plans) {
        return figures.matcher(plans)
                .results()
                .mapToLong(found ->
                        Long.parseLong(found.group(1)) * (found.groupCount() > 1 ? Long.parseLong(found.group(2)) : 1))
                .max()
                .orElse(0);
    }

    /** The plans by which statements were executed since it was last asked, one after another. */
    public String told() {
        String told = plans.toString();
        plans.setLength(0);
        return told;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection() {
        return proxy(Connection.class, (self, method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            Object answer = call(connection, method, arguments);
            return method.getName().equals("prepareStatement") ? listening((PreparedStatement) answer) : answer;
        });
    }

    private PreparedStatement listening(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            Object answer = call(statement, method, arguments);
            if (method.getName().startsWith("execute")) {
                keep(statement.getWarnings());
                statement.clearWarnings();
            }
            return answer;
        });
    }

    private void keep(SQLWarning first) {
        for (SQLWarning told = first; told != null; told = told.getNextWarning()) {
            plans.append(told.getMessage()).append('\n');
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps no " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
