package carillon.test;

/** The local cluster is being stopped, so nothing more is started. */
public final class ClusterClosedException extends IllegalStateException {

    public ClusterClosedException() {
        super("The local cluster is being stopped.");
    }
}
