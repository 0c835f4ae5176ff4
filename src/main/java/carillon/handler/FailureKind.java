package carillon.handler;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What kind of failure it was: the words that a job's retry rules may choose it by, and what puts like failures together.
 *
 * @param words the most telling first: a status and its class ({@code 503}, {@code 5xx}), {@code timeout},
 *     {@code connect}, {@code exit:75}, names of exception classes; empty for what is not the handler's doing, which no
 *     rule chooses
 * @param place class and method in which a bean failed; null for none
 */
public record FailureKind(Set<String> words, String place) {

    /** Words that are neither a number nor the name of a class. */
    public static final List<String> NAMED = List.of("timeout", "hard-limit", "connect", "dns", "tls", "network");

    /** Not the handler's doing: it could not be started, or gave no outcome. */
    public static final FailureKind NONE = of();

    /** Ended by Carillon at the job's hard limit. */
    public static final FailureKind HARD_LIMIT = of("hard-limit", "timeout");

    private static final Set<String> STRANGERS =
            Set.of("java", "javax", "jakarta", "jdk", "sun", "com.sun", "org.jboss", "org.glassfish", "fish.payara");

    public static FailureKind of(String... words) {
        return new FailureKind(ordered(Arrays.asList(words)), null);
    }

    static FailureKind ofStatus(int status) {
        return of(Integer.toString(status), status / 100 + "xx");
    }

    /** By the names, with and without their package, of the classes of the failure, of its causes, and of what they extend. */
    static FailureKind of(Throwable failure) {
        Set<String> words = new LinkedHashSet<>();
        ErrorLine.causes(failure).forEach(cause -> addNames(words, cause.getClass(), Throwable.class));
        return new FailureKind(ordered(words), place(failure));
    }

    /**
     * By its own class alone: a rule that names what it came from, or exceptions in general, does not choose it.
     *
     * @param failure a {@link PermanentFailureException}, perhaps that of another application
     */
    static FailureKind ofPermanent(Throwable failure) {
        Set<String> words = new LinkedHashSet<>();
        addNames(words, failure.getClass(), RuntimeException.class);
        return new FailureKind(ordered(words), place(failure));
    }

    private static void addNames(Set<String> words, Class<?> type, Class<?> below) {
        for (Class<?> one = type; one != null && one != below; one = one.getSuperclass()) {
            words.add(one.getName());
            if (!one.getSimpleName().isEmpty()) {
                words.add(one.getSimpleName());
            }
        }
    }

    /** Of the root cause: the topmost frame of somebody's own code. */
    private static String place(Throwable failure) {
        Throwable root = ErrorLine.causes(failure).reduce(failure, (outer, inner) -> inner);
        return Arrays.stream(root.getStackTrace())
                .filter(frame -> STRANGERS.stream()
                        .noneMatch(name -> frame.getClassName().startsWith(name + ".")))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse(null);
    }

    private static Set<String> ordered(Iterable<String> words) {
        Set<String> set = new LinkedHashSet<>();
        words.forEach(set::add);
        return Collections.unmodifiableSet(set);
    }

    /** One line that is the same for failures of the same kind. */
    public String text() {
        return words.stream().collect(Collectors.joining(" ")) + (place == null ? "" : " at " + place);
    }
}
