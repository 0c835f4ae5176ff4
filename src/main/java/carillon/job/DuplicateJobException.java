package carillon.job;

import carillon.platform.CarillonException;

/** A job of that name is there already; nothing was stored. */
public final class DuplicateJobException extends CarillonException {

    public DuplicateJobException(String name) {
        super("A job named '" + name + "' is there already. Choose another name, or change or delete that job.");
    }
}
