package carillon.run;

/** What bounds a run, and thereby how it is claimed. */
enum ClaimKind {
    /** Nothing. */
    FREE,

    /** A key, which nobody else wants. */
    LONE,

    /** A key. */
    KEYED,

    /** A limit of which its member has places in reserve. */
    RESERVED,

    /** A limit, one of them a rate, with room to spare. */
    RATED,

    /** A limit. */
    LIMITED,

    /** A key and a limit. */
    LIMITED_KEYED
}
