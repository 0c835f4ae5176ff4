package carillon.scenario;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every scenario the one cluster, whole and with nothing left to do. */
final class ScenarioExtension implements BeforeEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("scenario");

    @Override
    public void beforeEach(ExtensionContext context) {
        Measure.print("begins", context.getDisplayName());
        ScenarioCluster cluster = cluster(context);
        cluster.makeWhole();
        cluster.settle();
        cluster.judge().beginJournal();
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
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("cluster", key -> ScenarioCluster.start(), ScenarioCluster.class);
    }
}
