package carillon.handler;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Keeps the beginning of an answer's body and reads the rest to its end without keeping it: to break off would tell the
 * target that its work is not wanted. The call's timeout bounds how long that may take.
 */
final class KeptBody implements HttpResponse.BodySubscriber<HttpAnswer> {

    /** Bytes. */
    static final int LONGEST = 64 * 1024;

    private final HttpResponse.ResponseInfo head;
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    KeptBody(HttpResponse.ResponseInfo head) {
        this.head = head;
    }

    @Override
    public CompletionStage<HttpAnswer> getBody() {
        return answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), LONGEST - kept.size())];
            buffer.get(bytes);
            kept.writeBytes(bytes);
            truncated |= buffer.hasRemaining();
        }
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public synchronized void onComplete() {
        answer.complete(HttpAnswer.of(head, kept.toByteArray(), truncated));
    }

    /** The answer as far as it has come, marked as truncated. */
    synchronized HttpAnswer soFar() {
        return HttpAnswer.of(head, kept.toByteArray(), true);
    }
}
