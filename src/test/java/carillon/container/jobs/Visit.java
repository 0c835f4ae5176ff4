package carillon.container.jobs;

import jakarta.enterprise.context.RequestScoped;

/** Lives as long as one request. */
@RequestScoped
public class Visit {

    private int count;

    public int next() {
        return ++count;
    }
}
