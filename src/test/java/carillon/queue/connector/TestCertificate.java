package carillon.queue.connector;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A self-signed certificate in files, made with the JDK's keytool. */
record TestCertificate(Path pem, Path key) {

    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    static TestCertificate madeOutFor(String host, Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD),
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        return new TestCertificate(
                write(
                        directory.resolve("cert.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("redis").getEncoded()),
                write(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("redis", STORE_PASSWORD).getEncoded()));
    }

    String[] redisSettings(int tlsPort) {
        return new String[] {
            "tls-port " + tlsPort,
            "tls-cert-file " + pem,
            "tls-key-file " + key,
            "tls-ca-cert-file " + pem,
            "tls-auth-clients no"
        };
    }

    private static Path write(Path file, String kind, byte[] content) throws Exception {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n");
    }
}
