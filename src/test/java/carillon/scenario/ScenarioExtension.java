package carillon.scenario;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives every scenario the one cluster, whole and with nothing left to do. A scenario that failed takes its cluster with it,
 * whose logs stay: the next one begins with another, and is not judged by what the failed one has left.
 */
final class ScenarioExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("scenario");
    private static final String CLUSTER = "cluster";

    @Override
    public void beforeEach(ExtensionContext context) {
        Measure.print("begins", context.getDisplayName());
        ScenarioCluster cluster = cluster(context);
        cluster.makeWhole();
        cluster.settle();
        cluster.judge().beginJournal();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean failed = context.getExecutionException()
                .filter(e -> !(e instanceof TestAbortedException))
                .isPresent();
        ScenarioCluster cluster = failed ? store(context).remove(CLUSTER, ScenarioCluster.class) : null;
        if (cluster != null) {
            Measure.print("failed", context.getDisplayName() + "; logs of its cluster: " + cluster.logs());
            cluster.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ScenarioCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    /** In the root's store, so that all classes share it and the end of the last closes it. */
    private static ScenarioCluster cluster(ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(CLUSTER, key -> ScenarioCluster.start(), ScenarioCluster.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
