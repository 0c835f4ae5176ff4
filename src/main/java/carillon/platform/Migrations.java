package carillon.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date before anything else of this member starts; several members may do so at once, Flyway
 * lets one through at a time. A member whose migrations fail does not start.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Migrations {

    @Inject
    private Database database;

    @PostConstruct
    void migrate() {
        SettingsCheck.check(ConfigProvider.getConfig().getPropertyNames());
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database.durable())
                .locations("classpath:db/migration")
                .connectRetries(10)
                .load()
                .migrate();
    }
}
