package carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.io.Serializable;
import java.util.concurrent.Callable;

/** Carries a question to the member that answers it, as {@link RemoteCommand} does with a command. */
final class RemoteQuestion implements Callable<byte[]>, HazelcastInstanceAware, Serializable {

    private static final long serialVersionUID = 1;

    private final Question<?> question;
    private transient HazelcastInstance instance;

    RemoteQuestion(Question<?> question) {
        this.question = question;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public byte[] call() {
        return AnswerBytes.write(CommandDesk.of(instance).answer(question));
    }
}
