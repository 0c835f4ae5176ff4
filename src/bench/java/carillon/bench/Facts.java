package carillon.bench;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.List;

/** What the figures depend on: Carillon's version, the machine, Java, PostgreSQL's settings. */
final class Facts {

    private static final List<String> SETTINGS = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "shared_buffers",
            "max_wal_size",
            "wal_compression",
            "checkpoint_timeout",
            "max_connections",
            "autovacuum");

    private Facts() {}

    static Line of(Stage stage) {
        JsonObjectBuilder postgres = Json.createObjectBuilder();
        for (String setting : SETTINGS) {
            postgres.add(setting, stage.store().setting(setting));
        }
        return new Line("machine")
                .with("version", Build.version())
                .with("commit", Build.commit())
                .with("cpu", Processes.cpuModel())
                .with("cores", Runtime.getRuntime().availableProcessors())
                .with("memoryMb", Processes.memoryMebibytes())
                .with("disk", Disk.under(Path.of(stage.store().setting("data_directory"))))
                .with("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .with("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"))
                .with("slots", stage.store().number("select slots from member order by heartbeat_at desc"))
                .with("postgres", postgres.build());
    }
}
