package carillon.handler;

/** A template asks for what this run has not, or makes of it what cannot be sent; another attempt would not change that. */
final class UnfillableTemplateException extends Exception {

    /**
     * @param field of the handler, such as {@code headers.X-Customer}
     * @param problem goes on after the field; without values, which may be secrets
     */
    UnfillableTemplateException(String field, String problem) {
        super("the template of " + field + " " + problem);
    }
}
