package carillon.api;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Lets go of a follower whose answer the container has ended, or would. */
final class LogFollowerEnd implements AsyncListener {

    private final LogFollower follower;

    LogFollowerEnd(LogFollower follower) {
        this.follower = follower;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        follower.end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        follower.end();
    }

    @Override
    public void onError(AsyncEvent event) {
        follower.end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
