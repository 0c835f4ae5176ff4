package carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.DataSources;
import carillon.queue.connector.QueueConnection;
import carillon.queue.connector.QueueConnectionFactory;
import carillon.queue.connector.QueueLane;
import carillon.test.Deployments;
import com.hazelcast.core.HazelcastInstance;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.resource.ResourceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built WAR and RAR, deployed together on Payara Micro, reach everything they need. */
@ExtendWith(ArquillianExtension.class)
class DeploymentIT {

    @Deployment
    static WebArchive carillon() {
        return Deployments.carillon();
    }

    @Inject
    private HazelcastInstance hazelcast;

    @Resource(lookup = DataSources.DURABLE)
    private DataSource database;

    @Resource(lookup = "java:app/carillon/queues")
    private QueueConnectionFactory queues;

    @Test
    void the_data_grid_of_the_container_is_there() {
        assertThat(hazelcast.getCluster().getMembers()).hasSize(1);
    }

    @Test
    void the_database_waits_for_the_disk() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery(
                        "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')")) {
            setting.next();

            assertThat(setting.getString(1)).isEqualTo("on on");
        }
    }

    @Test
    void the_resource_adapter_reaches_redis() throws ResourceException {
        try (QueueConnection connection = queues.connection()) {
            assertThat(connection.sizes(List.of(new QueueLane("a-queue-of-nobody", "default"))))
                    .containsExactly(0L);
        }
    }
}
