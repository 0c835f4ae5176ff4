package carillon.run;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** Makes today's partitions before this member takes requests: the cluster may have been down for days. */
@Singleton
@Startup
@DependsOn("Migrations")
@TransactionManagement(TransactionManagementType.BEAN)
public class PartitionsStart {

    @Inject
    private RunPartitions partitions;

    @PostConstruct
    void ensure() {
        partitions.ensureComing();
    }
}
