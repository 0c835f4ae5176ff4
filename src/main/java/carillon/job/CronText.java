package carillon.job;

import com.cronutils.model.field.expression.FieldExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cron expression taken apart into its seven fields.
 *
 * @param fields in the order of {@link CronPart}, in capitals
 */
record CronText(List<String> fields) {

    private static final int LONGEST = 1_000;
    private static final Map<String, String> NAMED = Map.of(
            "@YEARLY", "0 0 1 1 *",
            "@ANNUALLY", "0 0 1 1 *",
            "@MONTHLY", "0 0 1 * *",
            "@WEEKLY", "0 0 * * 0",
            "@DAILY", "0 0 * * *",
            "@MIDNIGHT", "0 0 * * *",
            "@HOURLY", "0 * * * *");

    /**
     * @throws IllegalArgumentException when it is neither a known name nor 5 to 7 fields
     */
    static CronText of(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("takes at most " + LONGEST + " characters");
        }
        String text = expression.strip().toUpperCase(Locale.ROOT);
        if (text.startsWith("@") && !NAMED.containsKey(text)) {
            throw new IllegalArgumentException("'" + expression + "' is not a known name: use @yearly, @annually,"
                    + " @monthly, @weekly, @daily, @midnight or @hourly");
        }
        List<String> fields =
                new ArrayList<>(List.of(NAMED.getOrDefault(text, text).split("\\s+")));
        if (fields.size() < 5 || fields.size() > 7) {
            throw new IllegalArgumentException(
                    "'" + expression + "' has " + fields.size() + " fields: it takes 5 (minute,"
                            + " hour, day of month, month, day of week), 6 (second first) or 7 (year last),"
                            + " such as '30 2 * * MON-FRI'");
        }
        if (fields.size() == 5) {
            fields.add(0, "0");
        }
        if (fields.size() == 6) {
            fields.add("*");
        }
        return new CronText(List.copyOf(fields));
    }

    String field(CronPart part) {
        return fields.get(part.ordinal());
    }

    /**
     * @throws IllegalArgumentException saying which item of the field does not hold
     */
    List<FieldExpression> items(CronPart part) {
        return part.parse(field(part));
    }

    /** What the expression says of dates, in words: {@code day of month 30 and month 2}. */
    String dates() {
        return Stream.of(CronPart.DAY_OF_MONTH, CronPart.DAY_OF_WEEK, CronPart.MONTH, CronPart.YEAR)
                .filter(part -> !field(part).matches("[*?]"))
                .map(part -> part.title() + " " + field(part))
                .collect(Collectors.joining(" and "));
    }
}
