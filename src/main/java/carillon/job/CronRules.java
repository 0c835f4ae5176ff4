package carillon.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the cron rules that were used last, since the timer asks for thousands each second and parsing takes far longer
 * than asking. Safe for all threads.
 */
final class CronRules {

    private static final int KEPT = 10_000;

    private static final Map<String, CronRule> RULES =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, CronRule> eldest) {
                    return size() > KEPT;
                }
            });

    private CronRules() {}

    /**
     * @throws IllegalArgumentException as {@link CronRule#parse}
     */
    static CronRule of(String expression) {
        CronRule rule = RULES.get(expression);
        if (rule == null) {
            rule = CronRule.parse(expression);
            RULES.put(expression, rule);
        }
        return rule;
    }
}
