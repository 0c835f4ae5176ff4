package carillon.handler;

/**
 * Calls a CDI bean of the deployment that implements {@link JobHandler}.
 *
 * @param name the bean's {@link jakarta.inject.Named} name
 */
public record BeanHandlerSpec(String name) implements HandlerSpec {}
