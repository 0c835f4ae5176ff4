package carillon.job;

import carillon.handler.FailureKind;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The words by which a job chooses failures: statuses, kinds of trouble, exit codes, exception classes. */
final class RetryWords {

    static final String RULE = "takes at most 20 of: a status such as 503 or 5xx, "
            + String.join(", ", FailureKind.NAMED)
            + ", exit:75, signal:9, the name of an exception class";

    private static final int MOST = 20;
    private static final int LONGEST = 200;
    private static final Pattern STATUS = Pattern.compile("[1-5](\\d\\d|xx)");
    private static final Pattern ENDED = Pattern.compile("(exit|signal):\\d{1,3}");

    /** As classes are named: the first letter after the package is a capital. */
    private static final Pattern CLASS = Pattern.compile("([\\p{L}_][\\p{L}\\d_]*\\.)*\\p{Lu}[\\p{L}\\d_$]*");

    private RetryWords() {}

    static boolean hold(List<String> words) {
        return words.size() <= MOST && words.stream().allMatch(RetryWords::holds);
    }

    private static boolean holds(String word) {
        return word != null
                && word.length() <= LONGEST
                && (FailureKind.NAMED.contains(word)
                        || STATUS.matcher(word).matches()
                        || ENDED.matcher(word).matches()
                        || CLASS.matcher(word).matches());
    }

    static boolean meet(Collection<String> chosen, Set<String> words) {
        return chosen.stream().anyMatch(words::contains);
    }
}
