package carillon.job;

import carillon.platform.Json;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores a definition as jsonb. */
@Converter
public class JobSpecConverter implements AttributeConverter<JobSpec, Object> {

    @Override
    public Object convertToDatabaseColumn(JobSpec spec) {
        return StoredDefinition.text(spec);
    }

    @Override
    public JobSpec convertToEntityAttribute(Object column) {
        return column == null ? null : Json.read(column.toString(), JobSpec.class);
    }
}
