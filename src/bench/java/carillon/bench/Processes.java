package carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells of processes, in {@code /proc}. */
final class Processes {

    /** Clock ticks of {@code /proc/<pid>/stat}, the same on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Places in the part of the line behind the program's name. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    private static final int ENDED_CHILDREN_USER = 13;
    private static final int ENDED_CHILDREN_SYSTEM = 14;

    private Processes() {}

    /** Seconds of processor time of the process; 0 when it is gone. */
    static double cpuSeconds(long pid) {
        String[] stat = stat(pid);
        return stat.length == 0 ? 0 : (number(stat[USER]) + number(stat[SYSTEM])) / TICKS_PER_SECOND;
    }

    /** The same with its children, those that have ended included. */
    static double treeCpuSeconds(long pid) {
        String[] stat = stat(pid);
        double ended = stat.length == 0
                ? 0
                : (number(stat[ENDED_CHILDREN_USER]) + number(stat[ENDED_CHILDREN_SYSTEM])) / TICKS_PER_SECOND;
        double children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> cpuSeconds(child.pid()))
                .sum();
        return cpuSeconds(pid) + ended + children;
    }

    /** Resident memory in MiB. */
    static long residentMebibytes(long pid) {
        return lines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> number(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    /** Of the last minute, over the whole machine. */
    static BigDecimal loadAverage() {
        return new BigDecimal(lines(Path.of("/proc/loadavg")).get(0).split(" ")[0]);
    }

    static long memoryMebibytes() {
        return lines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> number(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    /** As Linux names it; the architecture where it does not. */
    static String cpuModel() {
        return lines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String[] stat(long pid) {
        List<String> line = lines(Path.of("/proc", Long.toString(pid), "stat"));
        if (line.isEmpty()) {
            return new String[0];
        }
        return line.get(0).substring(line.get(0).lastIndexOf(')') + 2).split(" ");
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            if (file.startsWith("/proc") && !Files.exists(file)) {
                return List.of();
            }
            throw new UncheckedIOException(e);
        }
    }
}
