package carillon.platform;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets this member end its work when the JVM is told to terminate, before the server begins to stop: Payara takes
 * Hazelcast and the connection pools away before it tells applications, when nothing can be handed back any more.
 *
 * <p>The handler of the signal is the JDK's {@code sun.misc.Signal}, called by reflection because the compiler warns of
 * it at each mention. Where it is not to be had, or the signal is the JVM's alone ({@code -Xrs}), the member stops like
 * one that was killed.
 */
final class TermSignal {

    private static final Logger LOG = Logger.getLogger(TermSignal.class.getName());

    private final Object signal;
    private final Method handle;
    private final Object before;

    private TermSignal(Object signal, Method handle, Object before) {
        this.signal = signal;
        this.handle = handle;
        this.before = before;
    }

    /** Runs the action at the first SIGTERM, then, even if it fails, does what is done without it; so does any further one. */
    static TermSignal install(Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = type.getConstructor(String.class).newInstance("TERM");
            Method handle = type.getMethod("handle", type, handlerType);
            Method call = handlerType.getMethod("handle", type);
            Object[] before = new Object[1];
            AtomicBoolean begun = new AtomicBoolean();
            InvocationHandler handler = (self, method, arguments) -> {
                if (method.equals(call)) {
                    try {
                        if (begun.compareAndSet(false, true)) {
                            action.run();
                        }
                    } finally {
                        call.invoke(before[0], signal);
                    }
                    return null;
                }
                return method.getName().equals("equals") ? self == arguments[0] : System.identityHashCode(self);
            };
            Object proxy =
                    Proxy.newProxyInstance(TermSignal.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
            before[0] = handle.invoke(null, signal, proxy);
            return new TermSignal(signal, handle, before[0]);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, e, () -> "event=no-term-signal next=\"a stop of the JVM is like a kill\"");
            return new TermSignal(null, null, null);
        }
    }

    /** Gives the signal back to whoever had it before. */
    void uninstall() {
        try {
            if (handle != null) {
                handle.invoke(null, signal, before);
            }
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, e, () -> "event=term-signal-kept");
        }
    }
}
