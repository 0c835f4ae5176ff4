package carillon.api;

import carillon.event.Frame;
import carillon.event.Sink;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** Writes frames as server-sent events. */
final class SseSink implements Sink {

    /** After a break, browsers come back after so long. */
    private static final long RECONNECT_MILLIS = 1_000;

    private final SseEventSink sink;
    private final Sse sse;

    SseSink(SseEventSink sink, Sse sse) {
        this.sink = sink;
        this.sse = sse;
    }

    @Override
    public void send(Frame frame) {
        sink.send(event(frame)).toCompletableFuture().join();
    }

    private OutboundSseEvent event(Frame frame) {
        OutboundSseEvent.Builder event = sse.newEventBuilder();
        if (frame.id() != null) {
            event.id(frame.id());
        }
        if (frame.data() == null) {
            return event.comment("").build();
        }
        if ("open".equals(frame.name())) {
            event.reconnectDelay(RECONNECT_MILLIS);
        }
        return event.name(frame.name()).data(frame.data()).build();
    }

    @Override
    public void close() {
        sink.close();
    }
}
