package carillon.handler;

import carillon.platform.FieldError;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.util.List;

/** What a job does at each run, as its definition says it; stored with the job as JSON with a {@code type}. */
@JsonbTypeInfo(
        key = "type",
        value = {
            @JsonbSubtype(alias = "http", type = HttpHandlerSpec.class),
            @JsonbSubtype(alias = "process", type = ProcessHandlerSpec.class),
            @JsonbSubtype(alias = "bean", type = BeanHandlerSpec.class)
        })
public sealed interface HandlerSpec permits HttpHandlerSpec, ProcessHandlerSpec, BeanHandlerSpec {

    /**
     * What does not hold, with paths from this record; empty when all is well. Nothing outside the record is looked at:
     * {@link Handlers#check} also asks the deployment.
     */
    List<FieldError> check();
}
