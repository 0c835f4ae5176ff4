package carillon.run;

/** Why a version of a job ended. Names are stored. */
enum Ending {
    edited,
    paused,
    resumed,
    deleted,
    /** A new time-zone database gives its rule other instants. */
    zones,
    /** A calendar that it names was edited. */
    calendar
}
