package carillon.cluster;

import java.time.Duration;
import java.util.UUID;

/**
 * The lease as its row says.
 *
 * @param owner null when it is free
 * @param age since the last renewal, by the database's clock
 */
record LeaseRow(long epoch, UUID owner, Duration age) {}
