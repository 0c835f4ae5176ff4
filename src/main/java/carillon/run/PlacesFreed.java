package carillon.run;

import java.util.Set;

/**
 * Places of these keys may be free once the caller's transaction is committed. Fired as a CDI event inside it: observe
 * with {@code AFTER_SUCCESS}.
 */
public record PlacesFreed(Set<String> keys) {}
