package carillon.test;

import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;

/**
 * A Payara Micro that is started for the first test class and serves all: a start takes seconds, and {@link Deployments}
 * gives every class the same archive.
 */
public final class SharedPayaraMicro extends PayaraMicroDeployableContainer {

    private Archive<?> deployed;
    private ProtocolMetaData address;

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (address == null) {
            address = super.deploy(archive);
            deployed = archive;
        }
        return address;
    }

    /** Leaves it to {@link #stop()}: the next test class wants it. */
    @Override
    public void undeploy(Archive<?> archive) {}

    @Override
    public void stop() throws LifecycleException {
        if (address != null) {
            try {
                super.undeploy(deployed);
            } catch (DeploymentException e) {
                throw new LifecycleException("Payara Micro did not stop", e);
            }
            address = null;
        }
        super.stop();
    }
}
