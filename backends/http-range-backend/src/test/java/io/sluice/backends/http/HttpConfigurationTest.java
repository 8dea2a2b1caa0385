package io.sluice.backends.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpConfigurationTest {
  private static final String SECRET = "s3cr3t";

  private static HttpSpec spec(String... pairs) throws ConfigException {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.backend.http~disk");
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return HttpConfiguration.spec(new HandlerConfig(values, HttpBackendConfig.class));
  }

  private static String problem(String... pairs) {
    return assertThrows(ConfigException.class, () -> spec(pairs)).getMessage();
  }

  @Test
  void shouldHaveTheDefaultsOfTheDocument() throws ConfigException {
    HttpSpec spec = spec("url", "https://example.org/disk.img");
    assertEquals("disk", spec.name());
    assertEquals(512, spec.blockSize());
    assertEquals(256 << 10, spec.cacheBlock());
    assertEquals(8, spec.connections());
    assertEquals(8 << 20, spec.readAhead());
    assertEquals(Duration.ofSeconds(10), spec.patience().answer());
    assertEquals(Duration.ofSeconds(20), spec.patience().outage());
    assertEquals(new HttpSpec.Prefetch(HttpSpec.What.TRACE, 16 << 20), spec.prefetch());
    assertEquals(Access.PLAIN, spec.access());
  }

  @Test
  void shouldTakeAllKeys() throws ConfigException {
    HttpSpec spec =
        spec(
            "url", "http://example.org:8080/disk.img?signature=x",
            "blockSize", "4096",
            "cacheBlock", "1M",
            "connections", "16",
            "readAhead", "0",
            "timeoutSeconds", "3",
            "outageSeconds", "60",
            "leastRate", "1K",
            "contentEncoding", "gzip",
            "prefetch", "all",
            "prefetchRate", "0",
            "user", "u",
            "passwordFile", "/etc/p",
            "headersFile", "/etc/h",
            "caFile", "/etc/ca",
            "clientCertificate", "/etc/c",
            "clientKey", "/etc/k",
            "tlsVerify", "false",
            "proxy", "http://proxy:3128",
            "proxyUser", "pu",
            "proxyPasswordFile", "/etc/pp",
            "unversioned", "true");
    assertEquals(1 << 20, spec.cacheBlock());
    assertEquals(1024, spec.patience().leastRate());
    assertEquals(Set.of("gzip"), spec.access().codings());
    assertEquals(HttpSpec.What.ALL, spec.prefetch().what());
    assertEquals(Path.of("/etc/p"), spec.access().passwordFile().orElseThrow().path());
    assertFalse(spec.access().tls().verify());
    Proxy proxy = spec.access().proxy().orElseThrow();
    assertEquals("pu", proxy.user());
    assertEquals(Path.of("/etc/pp"), proxy.passwordFile().orElseThrow().path());
    assertTrue(spec.access().unversioned());
  }

  @Test
  void shouldTellWhatIsWrongWithoutSecrets() {
    assertTrue(problem().contains("url is missing"));
    for (String url :
        new String[] {
          "https://user:" + SECRET + "@example.org/x",
          "https://example.org/x y?" + SECRET,
          "ftp://example.org/" + SECRET,
          "https:///x?" + SECRET,
          "/srv/" + SECRET,
          "https://example.org/x#" + SECRET
        }) {
      String told = problem("url", url);
      assertTrue(told.contains("url"), told);
      assertFalse(told.contains(SECRET), told);
    }
    assertTrue(problem("url", "http://example.org/a b.img").contains("%20"));
    assertTrue(problem("url", "http://example.org/a{1}.img").contains("%7B"));
    String url = "https://example.org/x";
    for (String[] wrong :
        new String[][] {
          {"cacheBlock", "100K"},
          {"cacheBlock", "16K"},
          {"connections", "0"},
          {"connections", "many"},
          {"outageSeconds", "601"},
          {"prefetch", "some"},
          {"user", "u"},
          {"passwordFile", "/p"},
          {"clientKey", "/k"},
          {"caFile", "relative"},
          {"proxy", "http://proxy"},
          {"proxy", "socks://proxy:1"},
          {"proxyUser", "u"},
          {"proxyPasswordFile", "/p"},
          {"tlsVerify", "maybe"},
          {"leastRate", "slow"},
          {"contentEncoding", "gzip, br"},
          {"blockSize", "513"}
        }) {
      String told = problem("url", url, wrong[0], wrong[1]);
      assertTrue(told.contains(wrong[0]), told);
    }
    assertTrue(
        problem("url", url, "user", "u", "passwordFile", "/p", "tokenFile", "/t").contains("one"));
  }
}
