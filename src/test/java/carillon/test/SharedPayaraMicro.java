package carillon.test;

import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;

/**
 * A Payara Micro that is started for the first test class and serves all: a start takes seconds, and {@link Deployments}
 * gives every class the same archive.
 */
public final class SharedPayaraMicro extends PayaraMicroDeployableContainer {

    private static final long STOP_SECONDS = 90;

    private Archive<?> deployed;
    private ProtocolMetaData address;
    private ProcessHandle server;

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (address == null) {
            List<ProcessHandle> others = ProcessHandle.current().children().toList();
            address = super.deploy(archive);
            deployed = archive;
            server = ProcessHandle.current()
                    .children()
                    .filter(child -> !others.contains(child))
                    .findFirst()
                    .orElseThrow();
        }
        return address;
    }

    /** Leaves it to {@link #stop()}: the next test class wants it. */
    @Override
    public void undeploy(Archive<?> archive) {}

    /** Asks the server to end by SIGTERM; one that does not is killed, and fails the tests. */
    @Override
    public void stop() throws LifecycleException {
        if (address != null) {
            try {
                super.undeploy(deployed);
            } catch (DeploymentException e) {
                throw new LifecycleException("Payara Micro did not stop", e);
            }
            address = null;
            awaitEnd(server.onExit());
        }
        super.stop();
    }

    private void awaitEnd(CompletableFuture<ProcessHandle> end) throws LifecycleException {
        try {
            end.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            server.destroyForcibly();
            throw new LifecycleException("Payara Micro did not end within " + STOP_SECONDS + " s of SIGTERM", e);
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
