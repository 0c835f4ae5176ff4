package carillon.test;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A CDI event outside of a container: keeps what was fired, oldest first, and passes it to one observer. */
public final class Told<T> implements Event<T> {

    private final List<T> all = new CopyOnWriteArrayList<>();
    private final Consumer<? super T> observer;

    public Told() {
        this(event -> {});
    }

    public Told(Consumer<? super T> observer) {
        this.observer = observer;
    }

    public List<T> all() {
        return List.copyOf(all);
    }

    @Override
    public void fire(T event) {
        all.add(event);
        observer.accept(event);
    }

    @Override
    public <U extends T> CompletionStage<U> fireAsync(U event) {
        throw new UnsupportedOperationException("events are fired on the thread that did it");
    }

    @Override
    public <U extends T> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
        return fireAsync(event);
    }

    @Override
    public Event<T> select(Annotation... qualifiers) {
        throw new UnsupportedOperationException("events have no qualifiers");
    }

    @Override
    public <U extends T> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException("events have no qualifiers");
    }

    @Override
    public <U extends T> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException("events have no qualifiers");
    }
}
