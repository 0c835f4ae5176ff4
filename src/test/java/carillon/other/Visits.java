package carillon.other;

import jakarta.enterprise.context.RequestScoped;

/** Lives as long as one request. */
@RequestScoped
public class Visits {

    private int count;

    public int next() {
        return ++count;
    }
}
