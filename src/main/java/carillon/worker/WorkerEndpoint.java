package carillon.worker;

import carillon.queue.connector.Demand;
import carillon.queue.connector.RunListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * Where the resource adapter delivers run ids on this member. By one loop: two would share the free slots, and make two
 * claims of half the size instead of one.
 */
@MessageDriven(activationConfig = @ActivationConfigProperty(propertyName = "works", propertyValue = "1"))
@TransactionManagement(TransactionManagementType.BEAN)
public class WorkerEndpoint implements RunListener {

    @Inject
    private Worker worker;

    @Override
    public Demand demand() {
        return worker.demand();
    }

    @Override
    public List<String> deliver(Demand asked, List<String> runIds) {
        return worker.deliver(asked.ids(), runIds.stream().map(UUID::fromString).toList()).stream()
                .map(UUID::toString)
                .toList();
    }
}
