package carillon.test;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source whose statements are explained, with the values they are sent with, before they run. */
public final class ExplainingSource implements DataSource {

    private static final Set<String> EXECUTIONS = Set.of("executeQuery", "executeUpdate", "execute");

    private final DataSource source;
    private final String options;
    private final StringBuilder plans = new StringBuilder();

    public ExplainingSource(DataSource source) {
        this(source, null);
    }

    private ExplainingSource(DataSource source, String options) {
        this.source = source;
        this.options = options;
    }

    /**
     * One that explains the plans that serve all values: what a connection goes by once it has planned a statement for good.
     *
     * @param options of the server, each as {@code -c name=value}
     */
    public static ExplainingSource generic(DataSource source, String options) {
        return new ExplainingSource(source, options + " -c plan_cache_mode=force_generic_plan");
    }

    /** The plans of all statements that the action sends, one after another. */
    public String explain(Runnable action) {
        plans.setLength(0);
        action.run();
        return plans.toString();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = source.getConnection();
        if (options != null) {
            return generic(connection);
        }
        return proxy(Connection.class, (self, method, arguments) -> {
            Object answer = call(connection, method, arguments);
            return method.getName().equals("prepareStatement")
                    ? explaining(connection, (PreparedStatement) answer, (String) arguments[0])
                    : answer;
        });
    }

    /** Every parameter goes to the statement and to its explanation alike. */
    private PreparedStatement explaining(Connection connection, PreparedStatement statement, String sql)
            throws SQLException {
        PreparedStatement explanation = connection.prepareStatement("explain " + sql.replace(";\n", ";\nexplain "));
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            if (EXECUTIONS.contains(method.getName())) {
                keepPlan(explanation);
            } else if (method.getName().startsWith("set")) {
                call(explanation, method, arguments);
            }
            return call(statement, method, arguments);
        });
    }

    private Connection generic(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String option : options.split("-c ")) {
                if (!option.isBlank()) {
                    statement.execute("set " + option);
                }
            }
        }
        return proxy(Connection.class, (self, method, arguments) -> {
            Object answer = call(connection, method, arguments);
            return method.getName().equals("prepareStatement")
                    ? generic(connection, (PreparedStatement) answer, (String) arguments[0])
                    : answer;
        });
    }

    private PreparedStatement generic(Connection connection, PreparedStatement statement, String sql) {
        Map<Integer, String> values = new TreeMap<>();
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            if (EXECUTIONS.contains(method.getName())) {
                keepGenericPlan(connection, sql, values);
            } else if (method.getName().startsWith("set") && arguments.length == 2) {
                values.put((Integer) arguments[0], literal(arguments[1]));
            }
            return call(statement, method, arguments);
        });
    }

    private void keepGenericPlan(Connection connection, String sql, Map<Integer, String> values) throws SQLException {
        String given = values.isEmpty() ? "" : "(" + String.join(", ", values.values()) + ")";
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare explained as " + numbered(sql));
            try (ResultSet row = statement.executeQuery("explain execute explained" + given)) {
                while (row.next()) {
                    plans.append(row.getString(1)).append('\n');
                }
            }
            statement.execute("deallocate explained");
        }
    }

    private static String literal(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : "'" + value.toString().replace("'", "''") + "'";
    }

    /** None of our statements has a question mark but for its parameters. */
    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int next = 1;
        for (char each : sql.toCharArray()) {
            numbered.append(each == '?' ? "$" + next++ : Character.toString(each));
        }
        return numbered.toString();
    }

    private void keepPlan(PreparedStatement explanation) throws SQLException {
        for (boolean more = explanation.execute(); more; more = explanation.getMoreResults()) {
            try (ResultSet row = explanation.getResultSet()) {
                while (row.next()) {
                    plans.append(row.getString(1)).append('\n');
                }
            }
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
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
