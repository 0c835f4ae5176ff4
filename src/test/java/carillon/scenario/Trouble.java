package carillon.scenario;

import carillon.test.Host;
import carillon.test.PayaraMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One way in which things go wrong, from its beginning until it is mended. What it breaks and for how long is drawn by
 * lot; that all is well again is for others to await.
 */
enum Trouble {
    KILL_MEMBER("a member is killed"),
    KILL_TIMER("the active timer is killed"),
    FREEZE("a member is frozen"),
    CUT_MEMBERS("a member cannot reach the others, nor they it"),
    CUT_MEMBERS_ONE_WAY("what a member sends to the others is lost"),
    CUT_POSTGRES("a member cannot reach PostgreSQL, nor be answered"),
    CUT_TO_POSTGRES("what a member sends to PostgreSQL is lost"),
    CUT_FROM_POSTGRES("what PostgreSQL answers a member is lost: it commits, and the caller sees a timeout"),
    CUT_REDIS("a member cannot reach Redis, nor be answered"),
    CUT_TO_REDIS("what a member sends to Redis is lost"),
    CUT_FROM_REDIS("what Redis answers a member is lost"),
    CUT_FROM_CALLERS("what a member answers its callers, and sends to targets, is lost"),
    FLUSH_REDIS("Redis is emptied"),
    RESTART_REDIS("Redis is away, and comes back empty"),
    RESTART_POSTGRES("PostgreSQL is restarted"),
    CRASH_POSTGRES("PostgreSQL crashes");

    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration CUT = Duration.ofSeconds(12);

    /** Long enough, when it is drawn so, that Hazelcast splits. */
    private static final Duration CUT_OF_MEMBERS = ScenarioCluster.UNHEARD.plusSeconds(10);

    private static final Duration SHORTEST_FREEZE = Duration.ofSeconds(5);
    private static final Duration LONGEST_FREEZE = Duration.ofSeconds(60);

    private final String what;

    Trouble(String what) {
        this.what = what;
    }

    /** Those that can be had on this machine. */
    static List<Trouble> possible(ScenarioCluster cluster) {
        Host member = cluster.local().member(1).host();
        List<Trouble> all = new ArrayList<>(List.of(values()));
        if (!cluster.wires().canCut(member, Host.CALLERS)) {
            all.removeAll(List.of(CUT_MEMBERS, CUT_MEMBERS_ONE_WAY, CUT_FROM_CALLERS));
        }
        return all;
    }

    /** Breaks something, waits, and mends it; returns what it was in one line. */
    String happen(ScenarioCluster cluster, Random random) {
        PayaraMember victim = victim(cluster, random);
        String line = what + " (member " + victim.number() + (victim == cluster.timer() ? ", the timer)" : ")");
        switch (this) {
            case KILL_MEMBER, KILL_TIMER -> line += kill(victim, length(random, SHORT));
            case FREEZE -> line += freeze(victim, cluster, freezing(random));
            case FLUSH_REDIS -> {
                cluster.local().redis().flush();
                return what;
            }
            case RESTART_REDIS -> {
                cluster.local().redis().stop();
                Duration length = lasting(length(random, CUT));
                cluster.local().redis().start();
                return what + ", " + seconds(length);
            }
            case RESTART_POSTGRES, CRASH_POSTGRES -> {
                return what + restartPostgres(cluster, length(random, SHORT));
            }
            case CUT_MEMBERS, CUT_MEMBERS_ONE_WAY -> {
                line += cut(victim.host(), cluster, length(random, CUT_OF_MEMBERS));
            }
            default -> line += cut(victim.host(), cluster, length(random, CUT));
        }
        return line;
    }

    private PayaraMember victim(ScenarioCluster cluster, Random random) {
        boolean timer = random.nextBoolean();
        int one = random.nextInt(ScenarioCluster.MEMBERS);
        return switch (this) {
            case KILL_TIMER -> cluster.timer();
            case KILL_MEMBER -> cluster.otherThanTimer();
            default -> timer ? cluster.timer() : cluster.local().member(one + 1);
        };
    }

    private static String kill(PayaraMember victim, Duration length) {
        victim.kill();
        lasting(length);
        victim.start();
        return ", started again after " + seconds(length);
    }

    private static String freeze(PayaraMember victim, ScenarioCluster cluster, Duration length) {
        cluster.freeze(victim);
        lasting(length);
        cluster.wake(victim);
        return ", " + seconds(length);
    }

    private String restartPostgres(ScenarioCluster cluster, Duration length) {
        if (this == CRASH_POSTGRES) {
            cluster.local().postgres().crash();
        } else {
            cluster.local().postgres().stop();
        }
        lasting(length);
        cluster.local().postgres().start();
        return ", " + seconds(length);
    }

    private String cut(Host victim, ScenarioCluster cluster, Duration length) {
        List<Host> others = cluster.local().members().stream()
                .map(PayaraMember::host)
                .filter(host -> !host.equals(victim))
                .toList();
        switch (this) {
            case CUT_MEMBERS -> others.forEach(other -> bothWays(victim, other, cluster));
            case CUT_MEMBERS_ONE_WAY -> others.forEach(other -> cluster.wires().cut(victim, other));
            case CUT_POSTGRES -> bothWays(victim, Host.POSTGRES, cluster);
            case CUT_TO_POSTGRES -> cluster.wires().cut(victim, Host.POSTGRES);
            case CUT_FROM_POSTGRES -> cluster.wires().cut(Host.POSTGRES, victim);
            case CUT_REDIS -> bothWays(victim, Host.REDIS, cluster);
            case CUT_TO_REDIS -> cluster.wires().cut(victim, Host.REDIS);
            case CUT_FROM_REDIS -> cluster.wires().cut(Host.REDIS, victim);
            case CUT_FROM_CALLERS -> cluster.wires().cut(victim, Host.CALLERS);
            default -> throw new IllegalStateException(this + " cuts nothing");
        }
        lasting(length);
        cluster.wires().heal();
        return ", " + seconds(length);
    }

    private static void bothWays(Host one, Host other, ScenarioCluster cluster) {
        cluster.wires().cut(one, other);
        cluster.wires().cut(other, one);
    }

    private static Duration lasting(Duration length) {
        Fault.lasting(length);
        return length;
    }

    /** Up to so long, at least a second. */
    private static Duration length(Random random, Duration longest) {
        return Duration.ofMillis(1_000 + random.nextLong(longest.toMillis()));
    }

    /** From five seconds to a minute, a short one being the likelier. */
    private static Duration freezing(Random random) {
        double share = Math.pow(random.nextDouble(), 2);
        return SHORTEST_FREEZE.plusMillis(
                (long) (share * LONGEST_FREEZE.minus(SHORTEST_FREEZE).toMillis()));
    }

    private static String seconds(Duration length) {
        return String.format("%.1f s", length.toMillis() / 1e3);
    }
}
