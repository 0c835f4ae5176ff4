package carillon.run;

import carillon.platform.Database;

/** All kinds of claims, on a database. */
public final class TestClaims {

    private TestClaims() {}

    public static ClaimRepositories repositories(Database database) {
        return new ClaimRepositories(
                new ClaimRepository(database),
                new LoneClaimRepository(database),
                new KeyedClaimRepository(database),
                new ReservedClaimRepository(database),
                new RatedClaimRepository(database),
                new LimitedClaimRepository(database));
    }

    static ClaimKinds kinds(Database database) {
        return kinds(database, new Reserves(new ReserveRepository(database)));
    }

    static ClaimKinds kinds(Database database, Reserves reserves) {
        return new ClaimKinds(repositories(database), rooms(database, reserves), reserves);
    }

    static Rooms rooms(Database database) {
        return rooms(database, new Reserves(new ReserveRepository(database)));
    }

    private static Rooms rooms(Database database, Reserves reserves) {
        return new Rooms(new LimitRepository(database), reserves);
    }
}
