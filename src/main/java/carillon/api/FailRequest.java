package carillon.api;

/**
 * Body of {@code POST /runs/{id}/fail}; may be left out.
 *
 * @param error for people, brought on one line of at most 2,000 characters; null for none
 * @param retry false when another attempt cannot help; default true
 * @param token of the attempt, unless the header Carillon-Token has it
 */
record FailRequest(String error, Boolean retry, String token) {

    FailRequest {
        retry = retry == null || retry;
    }
}
