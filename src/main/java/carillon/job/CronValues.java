package carillon.job;

import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.util.BitSet;
import java.util.List;

/** The numbers that the items of a field stand for; items such as {@code L}, which depend on the month, stand for none. */
final class CronValues {

    private final CronPart part;
    private final BitSet values = new BitSet();

    private CronValues(CronPart part) {
        this.part = part;
    }

    /** Sunday is 0. */
    static BitSet of(CronPart part, List<FieldExpression> items) {
        CronValues collected = new CronValues(part);
        items.forEach(item -> collected.add(item, 1));
        return collected.values;
    }

    private void add(FieldExpression item, int step) {
        if (item instanceof Every every) {
            addFrom(every.getExpression(), every.getPeriod().getValue());
        } else if (item instanceof Between between) {
            addRange(number(between.getFrom()), number(between.getTo()), step);
        } else if (!(item instanceof On on)) {
            addRange(part.least, part.most, step);
        } else if (on.getSpecialChar().getValue() == SpecialChar.NONE) {
            addRange(number(on.getTime()), number(on.getTime()), step);
        }
    }

    /** A step from a single number goes on to the end of the field: {@code 5/15} is {@code 5-59/15}. */
    private void addFrom(FieldExpression start, int step) {
        if (start instanceof On on) {
            addRange(within(number(on.getTime())), part.most, step);
        } else {
            add(start, step);
        }
    }

    /** A range may lead over the end of the field: {@code FRI-MON}, {@code 22-4}. Years do not come again. */
    private void addRange(int from, int to, int step) {
        if (from > to && part == CronPart.YEAR) {
            throw part.refused(from + "-" + to, null);
        }
        int last = from > to ? to + part.cycle() : to;
        for (int value = from; value <= last; value += step) {
            values.set(within(value));
        }
    }

    private int within(int value) {
        return (value - part.least) % part.cycle() + part.least;
    }

    private static int number(FieldValue<?> value) {
        return (Integer) value.getValue();
    }
}
