package carillon.platform;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The two pools to PostgreSQL. {@code durable} is for what must be on disk when it is answered: requests, fired runs,
 * results. {@code relaxed} does not wait for the disk (synchronous_commit=off): for claims and heartbeats, which are
 * done again when a crash of the database forgets the last moment of them. Its few statements are planned once for each
 * connection: on a partitioned table a claim takes longer to plan than to execute, and PostgreSQL would plan each anew. A
 * statement may ask for both, planned once and on disk, by {@code set_config('synchronous_commit', 'on', true)} in itself.
 */
@DataSourceDefinition(
        name = DataSources.DURABLE,
        className = "org.postgresql.ds.PGSimpleDataSource",
        url = "${MPCONFIG=carillon.db.url}",
        user = "${MPCONFIG=carillon.db.user}",
        password = "${MPCONFIG=carillon.db.password}",
        initialPoolSize = 2,
        minPoolSize = 2,
        maxPoolSize = 30,
        properties = {
            "stringType=unspecified",
            "ApplicationName=carillon",
            "options=" + DataSources.DURABLE_OPTIONS,
            "tcpKeepAlive=true",
            "connectTimeout=5",
            "socketTimeout=15",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.validate-atmost-once-period-in-seconds=2",
            "fish.payara.fail-all-connections=true",
            "fish.payara.max-wait-time-in-millis=5000",
            "fish.payara.connection-creation-retry-attempts=0",
        })
@DataSourceDefinition(
        name = DataSources.RELAXED,
        className = "org.postgresql.ds.PGSimpleDataSource",
        url = "${MPCONFIG=carillon.db.url}",
        user = "${MPCONFIG=carillon.db.user}",
        password = "${MPCONFIG=carillon.db.password}",
        transactional = false,
        initialPoolSize = 1,
        minPoolSize = 1,
        maxPoolSize = 8,
        properties = {
            "stringType=unspecified",
            "ApplicationName=carillon-relaxed",
            "options=" + DataSources.RELAXED_OPTIONS,
            "tcpKeepAlive=true",
            "connectTimeout=5",
            "socketTimeout=15",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.validate-atmost-once-period-in-seconds=4",
            "fish.payara.fail-all-connections=true",
            "fish.payara.max-wait-time-in-millis=5000",
            "fish.payara.connection-creation-retry-attempts=0"
        })
@ApplicationScoped
public class DataSources {

    public static final String DURABLE = "java:app/carillon/durable";
    public static final String RELAXED = "java:app/carillon/relaxed";

    /** Compiling a statement takes longer than executing any of these. */
    public static final String DURABLE_OPTIONS = "-c jit=off";

    /**
     * Statements are planned once, often before there is anything to read. All of them read little, by indexes: what a plan
     * made for an empty table could prefer is left out. So are bitmaps: they never mark an entry of an index as dead, so that
     * a search for what is active now would pass all that has been active since the last vacuum.
     */
    public static final String RELAXED_OPTIONS =
            "-c jit=off -c synchronous_commit=off -c plan_cache_mode=force_generic_plan"
                    + " -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off"
                    + " -c enable_mergejoin=off";
}
