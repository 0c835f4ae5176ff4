package carillon.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Debian's {@code ip}, which makes networks: it needs root. */
final class IpCommand {

    private static final int PATIENCE_SECONDS = 20;

    /** Of 10.77.0.0/16, of which a /24 is taken. */
    private static final String NETS = "10.77.";

    private static final int HIGHEST = 200;

    private IpCommand() {}

    /** @throws ServerStartException says what was run and what came of it */
    static String run(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new ServerStartException(String.join(" ", command) + " failed: " + printed.trim());
            }
            return printed;
        } catch (IOException e) {
            throw new ServerStartException("ip is not here, or cannot be run: apt-get install iproute2", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while a network was changed", e);
        }
    }

    /** The same inside a namespace. */
    static String runIn(String namespace, String... words) {
        return run(Stream.concat(Stream.of("-n", namespace), Stream.of(words)).toArray(String[]::new));
    }

    /** The first three numbers of a net that this machine has no address in. */
    static String freeNet() {
        String taken = run("-4", "-o", "addr", "show") + run("-4", "route", "show");
        return IntStream.rangeClosed(0, HIGHEST)
                .mapToObj(number -> NETS + number)
                .filter(net -> !taken.contains(net + "."))
                .findFirst()
                .orElseThrow(() -> new ServerStartException("Every net of " + NETS + "0.0/16 is taken"));
    }

    /** Removes a namespace, and with it what is plugged into it; does nothing when there is none. */
    static void remove(String namespace) {
        if (namespaces().contains(namespace)) {
            run("netns", "del", namespace);
        }
    }

    /** Removes the namespaces of processes that are gone. Their names are the prefix, the process and more. */
    static void removeLeftovers(String prefix) {
        Pattern owned = Pattern.compile(Pattern.quote(prefix) + "([0-9]+)x.*");
        for (String namespace : namespaces()) {
            Matcher owner = owned.matcher(namespace);
            if (owner.matches()
                    && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty()) {
                remove(namespace);
            }
        }
    }

    private static List<String> namespaces() {
        return run("netns", "list").lines().map(line -> line.split(" ", 2)[0]).toList();
    }

    static boolean isThere(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
