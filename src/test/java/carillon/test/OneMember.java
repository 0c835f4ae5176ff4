package carillon.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all classes that ask for it the same real member with its database and Redis: a start takes ten seconds and more. Whoever
 * stops a part of it starts it again, and waits until the member is ready.
 */
public final class OneMember implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("one member");

    /** In the root's store, so that all classes share it and the end of the last closes it. */
    public static LocalCluster of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("cluster", key -> new Started(), Started.class)
                .cluster;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    private static final class Started implements AutoCloseable {

        private final LocalCluster cluster = LocalCluster.builder().quickStart().start();

        @Override
        public void close() {
            cluster.close();
        }
    }
}
