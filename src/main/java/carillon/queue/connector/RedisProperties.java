package carillon.queue.connector;

import jakarta.resource.spi.ConfigProperty;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;

/**
 * The connection to Redis as JavaBean properties, for the container's console. A property that is null or blank is not
 * set here: it comes from the next layer (pool, resource adapter, system property, environment) and at last from the
 * default that its description tells.
 */
public class RedisProperties implements Serializable {

    @ConfigProperty(
            confidential = true,
            description = "redis[s]://[[user]:password@]host[:port][/database]; wins over what it contains."
                    + " Environment CARILLON_REDIS_URI")
    private String uri;

    @ConfigProperty(description = "Name or address; default localhost. Environment REDIS_HOST")
    private String host;

    @ConfigProperty(description = "Default 6379. Environment REDIS_PORT")
    private Integer port;

    @ConfigProperty(description = "ACL user; none by default. Environment CARILLON_REDIS_USER")
    private String user;

    @ConfigProperty(confidential = true, description = "None by default. Environment CARILLON_REDIS_PASSWORD")
    private String password;

    @ConfigProperty(description = "Default 0. Environment CARILLON_REDIS_DATABASE")
    private Integer database;

    @ConfigProperty(description = "Default false. Environment CARILLON_REDIS_TLS")
    private Boolean tls;

    @ConfigProperty(
            description = "PEM file of the authorities that TLS trusts; default those of the JVM."
                    + " Environment CARILLON_REDIS_CA_FILE")
    private String caFile;

    @ConfigProperty(description = "Keys are {prefix}:queue:name; default carillon. Environment CARILLON_REDIS_PREFIX")
    private String prefix;

    @ConfigProperty(description = "ISO-8601; default PT1S. Environment CARILLON_REDIS_CONNECT_TIMEOUT")
    private String connectTimeout;

    @ConfigProperty(description = "ISO-8601; default PT2S. Environment CARILLON_REDIS_SOCKET_TIMEOUT")
    private String socketTimeout;

    /** Public, and the class not abstract, because Payara makes one to read its defaults. */
    public RedisProperties() {}

    Map<RedisSetting, String> given() {
        Map<RedisSetting, String> given = new EnumMap<>(RedisSetting.class);
        put(given, RedisSetting.URI, uri);
        put(given, RedisSetting.HOST, host);
        put(given, RedisSetting.PORT, port);
        put(given, RedisSetting.USER, user);
        put(given, RedisSetting.PASSWORD, password);
        put(given, RedisSetting.DATABASE, database);
        put(given, RedisSetting.TLS, tls);
        put(given, RedisSetting.CA_FILE, caFile);
        put(given, RedisSetting.PREFIX, prefix);
        put(given, RedisSetting.CONNECT_TIMEOUT, connectTimeout);
        put(given, RedisSetting.SOCKET_TIMEOUT, socketTimeout);
        return given;
    }

    private static void put(Map<RedisSetting, String> given, RedisSetting setting, Object value) {
        RedisSetting.put(given, setting, value == null ? null : value.toString());
    }

    public String getUri() {
        return uri;
    }

    public void setUri(String uri) {
        this.uri = uri;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public Integer getPort() {
        return port;
    }

    public void setPort(Integer port) {
        this.port = port;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public Integer getDatabase() {
        return database;
    }

    public void setDatabase(Integer database) {
        this.database = database;
    }

    public Boolean getTls() {
        return tls;
    }

    /** The name that Payara reads a default by; JavaBeans itself knows it for the primitive type only. */
    public Boolean isTls() {
        return tls;
    }

    public void setTls(Boolean tls) {
        this.tls = tls;
    }

    public String getCaFile() {
        return caFile;
    }

    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    public String getPrefix() {
        return prefix;
    }

    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public String getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(String connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public String getSocketTimeout() {
        return socketTimeout;
    }

    public void setSocketTimeout(String socketTimeout) {
        this.socketTimeout = socketTimeout;
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && getClass() == other.getClass() && given().equals(((RedisProperties) other).given());
    }

    @Override
    public final int hashCode() {
        return given().hashCode();
    }
}
