package carillon.handler;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * Signals whole groups of processes, which Java cannot, and ends them when this JVM is gone without having done so.
 * <p>It is a shell that takes its orders, a line each, from its standard input. The input's end comes when the JVM ends in
 * any way, SIGKILL included: then every group that is still watched is killed, and every process that carries the member's
 * key in its environment, wherever it has moved. Used by one thread.
 */
final class ProcessGuard implements AutoCloseable {

    private static final String SCRIPT =
            """
            trap '' HUP INT TERM QUIT PIPE
            groups=' '
            while read -r order group; do
              case $order in
                watch) groups="$groups$group " ;;
                forget) case $groups in *" $group "*) groups=${groups%%" $group "*}" "${groups#*" $group "} ;; esac ;;
                end) kill -TERM "-$group"; kill -CONT "-$group" ;;
                kill) kill -KILL "-$group" ;;
              esac
            done
            for group in $groups; do kill -KILL "-$group"; done
            for round in 1 2 3 4 5 6 7 8 9 10; do
              found=$(grep -lsz "^$1" /proc/[0-9]*/environ)
              [ -n "$found" ] || break
              for file in $found; do file=${file#/proc/}; kill -KILL "${file%/environ}"; done
            done
            """;

    private final String key;
    private final Set<Long> watched = new TreeSet<>();
    private Process shell;
    private Writer orders;

    /**
     * @param key a pattern of grep: how the variable begins that each process of the member has in its environment
     */
    ProcessGuard(String key) {
        this.key = key;
    }

    /** The group is to be killed when the JVM is gone, unless it is forgotten before. */
    void watch(long group) {
        watched.add(group);
        order("watch " + group);
    }

    void forget(long group) {
        if (watched.remove(group)) {
            order("forget " + group);
        }
    }

    /** SIGTERM; frozen ones are woken, or they could not take it. */
    void end(long group) {
        order("end " + group);
    }

    /** SIGKILL, which no process of the group escapes by starting others. */
    void kill(long group) {
        order("kill " + group);
    }

    /** Ends the guard, and what is still watched. */
    @Override
    public void close() {
        if (orders != null) {
            try {
                orders.close();
            } catch (IOException e) {
                shell.destroy();
            }
        }
    }

    private void order(String line) {
        try {
            if (shell == null || !shell.isAlive()) {
                restart();
            }
            send(line);
        } catch (IOException e) {
            throw new IllegalStateException("the guard of processes cannot be reached: " + e.getMessage(), e);
        }
    }

    /** Somebody may have killed it. */
    private void restart() throws IOException {
        shell = new ProcessBuilder(
                        ProcessTools.path("setsid"), ProcessTools.path("sh"), "-c", SCRIPT, "carillon-guard", key)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        orders = shell.outputWriter(StandardCharsets.US_ASCII);
        for (long group : watched) {
            send("watch " + group);
        }
    }

    private void send(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }
}
