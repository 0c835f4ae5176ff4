package carillon.bench;

import carillon.test.PayaraMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a member takes that has nothing to do, and how long it takes to start. */
final class Memory implements Measure {

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean warm() {
        return false;
    }

    @Override
    public void compare(Contest contest, Report report) {
        contest.absent(name(), "they live in the benchmark's own process, so neither memory nor start says anything.");
    }

    /** Of its second start: by then the cluster's tables are there, and the archive of classes that a first stop leaves. */
    @Override
    public void take(Stage stage, Report report) {
        PayaraMember member = stage.member();
        member.stop();
        long began = System.nanoTime();
        member.start();
        member.awaitReady();
        double startMillis = (System.nanoTime() - began) / NANOS_PER_MILLI;
        Patience.sleep(IDLE);
        long resident = Processes.residentMebibytes(member.pid());
        long heap = heapMebibytes(member.pid());
        report.tell(new Line(name())
                .with("kind", "second start")
                .with("startMs", startMillis)
                .with("residentMb", resident)
                .with("heapUsedMb", heap)
                .with("heapLiveMb", liveHeapMebibytes(member.pid())));
    }

    private static long liveHeapMebibytes(long pid) {
        jcmd(pid, "GC.run");
        return heapMebibytes(pid);
    }

    /** Both generations. */
    private static long heapMebibytes(long pid) {
        long used = 0;
        for (String line : jcmd(pid, "GC.heap_info").split("\n")) {
            Matcher matcher = USED.matcher(line);
            if (line.contains("generation") && matcher.find()) {
                used += Long.parseLong(matcher.group(1));
            }
        }
        return used / 1_024;
    }

    private static String jcmd(long pid, String command) {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(program.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not run " + program + ": a JDK is needed, not a JRE", e);
        }
    }
}
