package carillon.api;

import carillon.platform.CarillonException;

/** No job was ever put into a queue of that name. */
final class UnknownQueueException extends CarillonException {

    UnknownQueueException(String name) {
        super("There is no queue '" + name + "'. A queue is there once a job names it: GET /api/v1/queues lists them.");
    }
}
