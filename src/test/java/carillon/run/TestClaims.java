package carillon.run;

import carillon.platform.Database;

/** Claims on connections that a test brings. */
final class TestClaims {

    private TestClaims() {}

    static ClaimKinds kinds(Database database) {
        return new ClaimKinds(
                new ClaimRepository(database),
                new KeyedClaimRepository(database),
                new LimitedClaimRepository(database),
                new RoomyClaimRepository(database),
                new Rooms(new LimitRepository(database)));
    }
}
