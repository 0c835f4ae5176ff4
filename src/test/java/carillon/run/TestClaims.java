package carillon.run;

import carillon.platform.Database;

/** All kinds of claims, on a database. */
final class TestClaims {

    private TestClaims() {}

    static ClaimKinds kinds(Database database) {
        return kinds(database, new Reserves(new ReserveRepository(database)));
    }

    static ClaimKinds kinds(Database database, Reserves reserves) {
        return new ClaimKinds(ClaimRepositories.of(database), rooms(database, reserves), reserves);
    }

    static Rooms rooms(Database database) {
        return rooms(database, new Reserves(new ReserveRepository(database)));
    }

    private static Rooms rooms(Database database, Reserves reserves) {
        return new Rooms(new LimitRepository(database), new ReserveRepository(database), reserves);
    }
}
