package carillon.api;

import carillon.test.LocalCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all classes that only ask the API the same real member with its database and Redis: a start takes ten seconds. */
final class ApiMember implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("api");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HttpCalls.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("member", key -> new Started(), Started.class)
                .calls();
    }

    /** In the root's store, so that all classes share it and the end of the last closes it. */
    private static final class Started implements AutoCloseable {

        private final LocalCluster cluster = LocalCluster.builder().quickStart().start();

        HttpCalls calls() {
            return new HttpCalls(cluster.member(1).uri());
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
