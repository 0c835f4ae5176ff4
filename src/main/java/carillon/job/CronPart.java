package carillon.job;

import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.constraint.FieldConstraints;
import com.cronutils.model.field.constraint.FieldConstraintsBuilder;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.expression.visitor.ValidationFieldExpressionVisitor;
import com.cronutils.parser.CronParserField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One kind of field in a cron expression: its bounds, and how its text is read into the items of a list. */
enum CronPart {
    SECOND(CronFieldName.SECOND, 0, 59, "", "0 to 59, such as 0 or */10"),
    MINUTE(CronFieldName.MINUTE, 0, 59, "", "0 to 59, such as 30 or 0,30 or */15"),
    HOUR(CronFieldName.HOUR, 0, 23, "", "0 to 23, such as 2 or 9-17 or */6"),
    DAY_OF_MONTH(
            CronFieldName.DAY_OF_MONTH,
            1,
            31,
            "|\\?|L|LW|L-\\d{1,2}|\\d{1,2}W",
            "1 to 31, L (last day), L-3 (three days before it), LW (last weekday), 15W (weekday nearest to the 15th)"
                    + " or a lone ?, such as 1,15"),
    MONTH(CronFieldName.MONTH, 1, 12, "", "1 to 12 or JAN to DEC, such as 1-6 or MAR,SEP"),
    DAY_OF_WEEK(
            CronFieldName.DAY_OF_WEEK,
            0,
            7,
            "|\\?|(\\d|[A-Z]{3})(L|#[1-5])",
            "0 to 7 (0 and 7 are Sunday) or SUN to SAT, FRIL (last Friday), FRI#2 (second Friday) or a lone ?,"
                    + " such as MON-FRI"),
    YEAR(CronFieldName.YEAR, 1970, 2099, "", "1970 to 2099, such as 2027 or 2027-2030");

    private static final String VALUE = "(\\d{1,4}|[A-Z]{3})";
    private static final String RANGE = VALUE + "-" + VALUE;
    private static final String SHAPES = "\\*|" + VALUE + "|" + RANGE + "|(\\*|" + VALUE + "|" + RANGE + ")/\\d{1,4}";

    final int least;
    final int most;
    private final String takes;
    private final Pattern shapes;
    private final CronParserField parser;
    private final ValidationFieldExpressionVisitor validator;

    /**
     * @param special shapes of items that only this field takes; the parser alone would read many more, often as
     *     something else than was meant
     */
    CronPart(CronFieldName name, int least, int most, String special, String takes) {
        FieldConstraints constraints = FieldConstraintsBuilder.instance()
                .forField(name)
                .withValidRange(least, most)
                .addLSupport()
                .addWSupport()
                .addLWSupport()
                .addHashSupport()
                .addQuestionMarkSupport()
                .createConstraintsInstance();
        this.least = least;
        this.most = most;
        this.takes = takes;
        this.shapes = Pattern.compile(SHAPES + special);
        this.parser = new CronParserField(name, constraints);
        this.validator = new ValidationFieldExpressionVisitor(constraints);
    }

    /**
     * The items of the list; a text without comma is one item.
     *
     * @param text in capitals, without white space
     * @throws IllegalArgumentException naming the field, the item and what the field takes
     */
    List<FieldExpression> parse(String text) {
        List<FieldExpression> items =
                Arrays.stream(text.split(",", -1)).map(this::parseItem).toList();
        if (items.size() > 1 && items.stream().anyMatch(QuestionMark.class::isInstance)) {
            throw refused(text, null);
        }
        return items;
    }

    private FieldExpression parseItem(String item) {
        if (!shapes.matcher(item).matches()) {
            throw refused(item, null);
        }
        try {
            return parser.parse(item).getExpression().accept(validator);
        } catch (IllegalArgumentException e) {
            throw refused(item, e);
        }
    }

    /** How many values there are before they begin again; Sunday has two in the day of week. */
    int cycle() {
        return this == DAY_OF_WEEK ? 7 : most - least + 1;
    }

    IllegalArgumentException refused(String item, Exception cause) {
        return new IllegalArgumentException(title() + " '" + item + "' does not hold: it takes " + takes, cause);
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
