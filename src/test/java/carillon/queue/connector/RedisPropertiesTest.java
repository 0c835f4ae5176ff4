package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ConfigProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Payara needs to show the properties in its console, and complains about in its log when it is missing. */
class RedisPropertiesTest {

    static Stream<Field> properties() {
        return Stream.of(RedisProperties.class, RunActivation.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(ConfigProperty.class));
    }

    @Test
    void the_class_that_declares_them_can_be_made() throws Exception {
        assertThat(Modifier.isAbstract(RedisProperties.class.getModifiers())).isFalse();
        assertThat(RedisProperties.class.getConstructor().newInstance().given()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void each_has_a_description_and_the_accessors_that_are_looked_for(Field property) throws Exception {
        String name = Character.toUpperCase(property.getName().charAt(0))
                + property.getName().substring(1);
        Class<?> declaring = property.getDeclaringClass();

        assertThat(property.getAnnotation(ConfigProperty.class).description()).isNotEmpty();
        assertThat(declaring.getMethod("set" + name, property.getType())).isNotNull();
        assertThat(declaring.getMethod("get" + name).getReturnType()).isEqualTo(property.getType());
        if (property.getType() == Boolean.class) {
            assertThat(declaring.getMethod("is" + name).getReturnType()).isEqualTo(Boolean.class);
        }
    }

    @Test
    void every_setting_is_a_property() {
        assertThat(properties().filter(field -> field.getDeclaringClass() == RedisProperties.class))
                .hasSameSizeAs(RedisSetting.values());
    }

    @Test
    void what_holds_a_password_is_marked_as_confidential() {
        assertThat(properties()
                        .filter(field ->
                                field.getAnnotation(ConfigProperty.class).confidential())
                        .map(Field::getName))
                .containsExactlyInAnyOrder("uri", "password");
    }
}
