package carillon.handler;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/**
 * Keeps the beginning of an answer's body and reads the rest to its end without keeping it: to break off would tell the
 * target that its work is not wanted. The call's timeout bounds how long that may take.
 */
final class KeptBody implements Response.Listener {

    /** Bytes. */
    static final int LONGEST = 64 * 1024;

    private final BiConsumer<KeptBody, Throwable> ended;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
    private Response head;
    private boolean truncated;

    /**
     * @param ended called once, with null when the whole answer has come
     */
    KeptBody(BiConsumer<KeptBody, Throwable> ended) {
        this.ended = ended;
    }

    @Override
    public synchronized void onHeaders(Response response) {
        head = response;
    }

    @Override
    public synchronized void onContent(Response response, ByteBuffer content) {
        byte[] bytes = new byte[Math.min(content.remaining(), LONGEST - kept.size())];
        content.get(bytes);
        kept.writeBytes(bytes);
        truncated |= content.hasRemaining();
        content.position(content.limit());
    }

    @Override
    public void onComplete(Result result) {
        ended.accept(this, result.getFailure());
    }

    /** False until the head of the answer has come. */
    synchronized boolean hasHead() {
        return head != null;
    }

    /** The whole answer; only after its end. */
    synchronized HttpAnswer answer() {
        return HttpAnswer.of(head.getStatus(), head.getHeaders(), kept.toByteArray(), truncated);
    }

    /** The answer as far as it has come, marked as truncated. */
    synchronized HttpAnswer soFar() {
        return HttpAnswer.of(head.getStatus(), head.getHeaders(), kept.toByteArray(), true);
    }

    /** As the answer gives it; null when it does not. */
    synchronized String location() {
        return head.getHeaders().get("Location");
    }
}
