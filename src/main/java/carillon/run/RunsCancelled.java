package carillon.run;

import java.util.List;
import java.util.UUID;

/**
 * Active runs were cancelled: their members should stop the attempts, whose outcome no longer counts. Fired as a CDI
 * event inside the caller's transaction: observe with {@code AFTER_SUCCESS}.
 */
public record RunsCancelled(List<UUID> runs) {}
