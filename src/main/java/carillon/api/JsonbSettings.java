package carillon.api;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/** How answers become JSON: every field is there, with null where there is nothing. */
@Provider
public class JsonbSettings implements ContextResolver<Jsonb> {

    private static final Jsonb JSONB = JsonbBuilder.create(new JsonbConfig().withNullValues(true));

    /** An answer as it goes to callers. */
    static String write(Object answer) {
        return JSONB.toJson(answer);
    }

    @Override
    public Jsonb getContext(Class<?> type) {
        return JSONB;
    }
}
