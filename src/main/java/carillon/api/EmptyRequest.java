package carillon.api;

/** Body of calls that take no field: nothing, or an empty object. */
record EmptyRequest() {}
