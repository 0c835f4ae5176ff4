package carillon.job;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores JSON text as jsonb; the driver sends it untyped and the database reads it. */
@Converter
public class JsonTextConverter implements AttributeConverter<String, Object> {

    @Override
    public Object convertToDatabaseColumn(String json) {
        return json;
    }

    @Override
    public String convertToEntityAttribute(Object column) {
        return column == null ? null : column.toString();
    }
}
