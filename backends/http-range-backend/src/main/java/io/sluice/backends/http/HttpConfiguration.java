package io.sluice.backends.http;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Patience;
import io.sluice.backends.http.remote.Proxy;
import io.sluice.backends.http.remote.SecretFile;
import io.sluice.backends.http.remote.Urls;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads the configuration of one volume. Its messages show no value that may be secret. */
final class HttpConfiguration {
  private final HandlerConfig config;

  private HttpConfiguration(HandlerConfig config) {
    this.config = config;
  }

  static HttpSpec spec(HandlerConfig config) throws ConfigException {
    return new HttpConfiguration(config).spec();
  }

  private HttpSpec spec() throws ConfigException {
    URI url = url("url", config.requiredText("url"));
    return new HttpSpec(
        url,
        config.name(),
        config.number("blockSize"),
        cacheBlock(),
        config.number("connections"),
        config.bytes("readAhead"),
        new Patience(
            seconds("timeoutSeconds"), seconds("outageSeconds"), config.bytes("leastRate")),
        access(),
        new HttpSpec.Prefetch(prefetch(), config.bytes("prefetchRate")));
  }

  private URI url(String key, String text) throws ConfigException {
    try {
      boolean known = text.regionMatches(true, 0, "http", 0, 4);
      if (!known) {
        throw config.problem(key + ": begins with http:// or https://");
      }
      return Urls.require(Urls.parse(text));
    } catch (IllegalArgumentException e) {
      throw config.problem(key + ": " + e.getMessage());
    }
  }

  private int cacheBlock() throws ConfigException {
    long bytes = config.bytes("cacheBlock");
    if (Long.bitCount(bytes) != 1) {
      throw config.problem("cacheBlock", config.text("cacheBlock"), "is a power of two");
    }
    return (int) bytes;
  }

  private Duration seconds(String key) throws ConfigException {
    return Duration.ofSeconds(config.number(key));
  }

  private HttpSpec.What prefetch() throws ConfigException {
    return switch (config.choice("prefetch")) {
      case "none" -> HttpSpec.What.NOTHING;
      case "trace" -> HttpSpec.What.TRACE;
      default -> HttpSpec.What.ALL;
    };
  }

  private Access access() throws ConfigException {
    if (config.text("user").isEmpty() != config.text("passwordFile").isEmpty()) {
      throw config.problem("user and passwordFile: go together");
    }
    if (!config.text("user").isEmpty() && !config.text("tokenFile").isEmpty()) {
      throw config.problem("user and tokenFile: are two ways to say who asks; take one");
    }
    return new Access(
        config.text("user"),
        secret("passwordFile"),
        secret("tokenFile"),
        secret("headersFile"),
        proxy(),
        tls(),
        config.flag("unversioned"),
        codings());
  }

  private Set<String> codings() throws ConfigException {
    String text = config.text("contentEncoding").strip();
    if (text.isEmpty()) {
      return Set.of();
    }
    if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,32}")) {
      throw config.problem("contentEncoding", text, "is one content coding, such as gzip");
    }
    return Set.of(text);
  }

  private Access.Tls tls() throws ConfigException {
    if (config.text("clientCertificate").isEmpty() != config.text("clientKey").isEmpty()) {
      throw config.problem("clientCertificate and clientKey: go together");
    }
    return new Access.Tls(
        config.flag("tlsVerify"), path("caFile"), path("clientCertificate"), secret("clientKey"));
  }

  private Optional<Proxy> proxy() throws ConfigException {
    String text = config.text("proxy");
    String user = config.text("proxyUser");
    if (user.isEmpty() != config.text("proxyPasswordFile").isEmpty()) {
      throw config.problem("proxyUser and proxyPasswordFile: go together");
    }
    if (text.isEmpty() && !user.isEmpty()) {
      throw config.problem("proxyUser: needs a proxy");
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    URI proxy = url("proxy", text);
    if (!"http".equals(proxy.getScheme()) || proxy.getPort() <= 0) {
      throw config.problem("proxy: is http://HOST:PORT");
    }
    return Optional.of(new Proxy(proxy, user, secret("proxyPasswordFile")));
  }

  private Optional<SecretFile> secret(String key) throws ConfigException {
    return path(key).map(SecretFile::new);
  }

  private Optional<Path> path(String key) throws ConfigException {
    String text = config.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
    } catch (InvalidPathException e) {
      throw config.problem(key, text, "is no path: " + e.getReason());
    }
    throw config.problem(key, text, "is to begin with /");
  }
}
