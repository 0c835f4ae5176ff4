package carillon.run;

import carillon.platform.Database;
import carillon.test.TestStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction that repositories take part in, as they do in that of a use case. */
final class OneTransaction implements AutoCloseable {

    private final Connection connection;
    private final Database database;

    OneTransaction(TestStore store) {
        this(store.pool());
    }

    OneTransaction(DataSource store) {
        try {
            connection = store.getConnection();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Connection open = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> open);
        database = new Database(source, store);
    }

    Database database() {
        return database;
    }

    /** The database's own words, inside the transaction. */
    void execute(String sql, Object... values) {
        database.durable(open -> {
            try (var statement = open.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.execute();
            }
        });
    }

    void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
