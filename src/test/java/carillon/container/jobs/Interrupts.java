package carillon.container.jobs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs whose bean was interrupted. */
public final class Interrupts {

    public static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Interrupts() {}
}
