package carillon.handler;

import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;

/** What a job does at each run, as its definition says it; stored with the job as JSON with a {@code type}. */
@JsonbTypeInfo(
        key = "type",
        value = {
            @JsonbSubtype(alias = "http", type = HttpHandlerSpec.class),
            @JsonbSubtype(alias = "bean", type = BeanHandlerSpec.class)
        })
public sealed interface HandlerSpec permits HttpHandlerSpec, BeanHandlerSpec {}
