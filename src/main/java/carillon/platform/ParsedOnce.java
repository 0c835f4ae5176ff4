package carillon.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads JSON texts that come again and again, such as a job's handler, and keeps what it made of the last ones. */
public final class ParsedOnce<T> {

    private static final int KEPT = 1_000;

    /** Characters: keeping many long ones would take more memory than reading them is worth. */
    private static final int LONGEST = 4_000;

    private final Class<T> type;
    private final Map<String, T> parsed = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > KEPT;
        }
    });

    public ParsedOnce(Class<T> type) {
        this.type = type;
    }

    /** The value of the text, null for null; parsed at its first coming, or at each when it is long. */
    public T of(String json) {
        if (json == null || json.length() > LONGEST) {
            return Json.read(json, type);
        }
        T known = parsed.get(json);
        if (known == null) {
            known = Json.read(json, type);
            parsed.put(json, known);
        }
        return known;
    }
}
