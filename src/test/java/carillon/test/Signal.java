package carillon.test;

import java.io.IOException;

/** Signals that a server of the local cluster can be sent. */
enum Signal {
    TERM,
    KILL,
    INT,
    QUIT,
    STOP,
    CONT;

    /** Does nothing when the process is gone. */
    void send(long pid) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name() + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("Could not send SIG" + name() + " to process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
