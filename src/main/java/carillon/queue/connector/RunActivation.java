package carillon.queue.connector;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.io.Serializable;

/** How a message endpoint takes run ids: its activation configuration. */
@Activation(messageListeners = RunListener.class)
public class RunActivation implements ActivationSpec, Serializable {

    private static final int MOST_WORKS = 64;

    private transient ResourceAdapter adapter;

    @ConfigProperty(description = "Loops that deliver at once, each with its own connection and thread; 1 to 64")
    private Integer works = 2;

    /** Loops that ask the endpoint and deliver to it, each with its own connection and thread; 1 to 64, default 2. */
    public Integer getWorks() {
        return works;
    }

    public void setWorks(Integer works) {
        this.works = works;
    }

    @Override
    public void validate() throws InvalidPropertyException {
        if (works == null || works < 1 || works > MOST_WORKS) {
            throw new InvalidPropertyException("works is " + works + ": give a number from 1 to " + MOST_WORKS + ".");
        }
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) {
        this.adapter = adapter;
    }
}
