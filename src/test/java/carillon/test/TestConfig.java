package carillon.test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** The configuration outside of a container: nothing is set but what a test sets, so every setting has its default. */
public final class TestConfig extends ConfigProviderResolver {

    private static final ConcurrentMap<String, String> VALUES = new ConcurrentHashMap<>();

    /** Sets a property for what is constructed from now on; close it to unset it. */
    public static AutoCloseable set(String name, String value) {
        VALUES.put(name, value);
        return () -> VALUES.remove(name);
    }

    @Override
    public Config getConfig() {
        return new Given();
    }

    @Override
    public Config getConfig(ClassLoader loader) {
        return getConfig();
    }

    @Override
    public ConfigBuilder getBuilder() {
        throw new UnsupportedOperationException("tests set single properties");
    }

    @Override
    public void registerConfig(Config config, ClassLoader loader) {
        throw new UnsupportedOperationException("tests set single properties");
    }

    @Override
    public void releaseConfig(Config config) {
        VALUES.clear();
    }

    private static final class Given implements Config {

        @Override
        public <T> T getValue(String name, Class<T> type) {
            return getOptionalValue(name, type).orElseThrow();
        }

        @Override
        public ConfigValue getConfigValue(String name) {
            throw new UnsupportedOperationException("only plain values");
        }

        @Override
        public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
            return Optional.ofNullable(VALUES.get(name)).map(type::cast);
        }

        @Override
        public Iterable<String> getPropertyNames() {
            return List.copyOf(VALUES.keySet());
        }

        @Override
        public Iterable<ConfigSource> getConfigSources() {
            return List.of();
        }

        @Override
        public <T> Optional<Converter<T>> getConverter(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new IllegalArgumentException("this is no " + type);
        }
    }
}
