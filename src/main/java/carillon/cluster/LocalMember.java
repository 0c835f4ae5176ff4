package carillon.cluster;

import carillon.platform.Setting;
import carillon.platform.Version;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.UUID;

/** Who this member is: a new identity at each start of the JVM, never a host name. */
@ApplicationScoped
public class LocalMember {

    private final UUID id = UUID.randomUUID();
    private final String host = host();
    private final List<String> roles = Setting.ROLES.list();

    public UUID id() {
        return id;
    }

    public String host() {
        String configured = Setting.MEMBER_HOST.text();
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    public int port() {
        return Setting.MEMBER_PORT.number();
    }

    public String name() {
        String configured = Setting.MEMBER_NAME.text();
        return configured.isEmpty() ? host + ":" + port() : configured;
    }

    public long pid() {
        return ProcessHandle.current().pid();
    }

    /** Any of api, timer, worker. */
    public List<String> roles() {
        return roles;
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    public String version() {
        return Version.CURRENT;
    }

    /** How many attempts it performs at once; 0 without the worker role. */
    public int slots() {
        return hasRole("worker") ? Setting.WORKER_SLOTS.number() : 0;
    }
}
