package carillon.container;

/** A command of the server that the test runs in, as {@code asadmin} would give it. */
final class ServerCommand {

    private ServerCommand() {}

    /** By reflection, because the server's own classes are on no class path of ours. */
    static void run(String command, String... parameters) throws ReflectiveOperationException {
        Object services = Class.forName("org.glassfish.internal.api.Globals")
                .getMethod("getDefaultHabitat")
                .invoke(null);
        Class<?> runnerType = Class.forName("org.glassfish.embeddable.CommandRunner");
        Object runner = Class.forName("org.glassfish.hk2.api.ServiceLocator")
                .getMethod("getService", Class.class, java.lang.annotation.Annotation[].class)
                .invoke(services, runnerType, new java.lang.annotation.Annotation[0]);
        Object result =
                runnerType.getMethod("run", String.class, String[].class).invoke(runner, command, parameters);
        Class<?> resultType = Class.forName("org.glassfish.embeddable.CommandResult");
        if (!resultType.getMethod("getExitStatus").invoke(result).toString().equals("SUCCESS")) {
            throw new IllegalStateException(command + ": "
                    + resultType.getMethod("getOutput").invoke(result) + ", "
                    + resultType.getMethod("getFailureCause").invoke(result));
        }
    }
}
