package carillon.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The HTTP contract, version 1. */
@ApplicationPath("/api/v1")
public class ApiApplication extends Application {

    /** The contract is told by {@code /openapi} alone, not by the WADL that Jersey would make. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
