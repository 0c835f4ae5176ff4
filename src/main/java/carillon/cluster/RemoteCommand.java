package carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.io.Serializable;
import java.util.concurrent.Callable;

/** Carries a command to the member it runs on. There is no CDI on Hazelcast's threads: the user context leads to it. */
final class RemoteCommand implements Callable<Integer>, HazelcastInstanceAware, Serializable {

    private static final long serialVersionUID = 1;

    private final Command command;
    private transient HazelcastInstance instance;

    RemoteCommand(Command command) {
        this.command = command;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public Integer call() {
        return CommandDesk.of(instance).perform(command);
    }
}
