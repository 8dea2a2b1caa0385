package io.sluice.backend.http;

import io.sluice.backend.http.cache.DiskCache;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caches of this bundle's volumes, as {@code etc/io.sluice.cache.http.cfg} wants them. */
@Component(service = HttpCacheService.class, configurationPid = "io.sluice.cache.http")
@Designate(ocd = HttpCacheConfig.class)
public final class HttpCacheService {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCacheService.class);

  /** Framework property: the folder of what the gateway keeps. */
  private static final String VAR = "sluice.var";

  private final Optional<Path> var;
  private final HttpCaches caches;

  @Activate
  public HttpCacheService(BundleContext context, Map<String, Object> properties) {
    var = Optional.ofNullable(context.getProperty(VAR)).map(Path::of);
    caches =
        new HttpCaches(
            64 << 20, Optional.empty(), var.map(folder -> folder.resolve("traces/http")));
    configure(properties);
  }

  /** What is wrong is told, and all else holds as before. */
  @Modified
  void configure(Map<String, Object> properties) {
    HandlerConfig config = new HandlerConfig(properties, HttpCacheConfig.class);
    try {
      config.requireKnownKeys();
      long memory = config.bytes("memory");
      caches.setDisk(disk(config));
      caches.memory().setBound(memory);
    } catch (ConfigException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private Optional<DiskCache> disk(HandlerConfig config) throws ConfigException {
    long bound = config.bytes("disk");
    Optional<Path> folder =
        config.text("folder").isEmpty()
            ? var.map(path -> path.resolve("cache/http"))
            : Optional.of(Path.of(config.text("folder")));
    if (bound == 0 || folder.isEmpty()) {
      return Optional.empty();
    }
    Optional<DiskCache> known = caches.disk().filter(disk -> disk.folder().equals(folder.get()));
    if (known.isPresent()) {
      known.get().setBound(bound);
      return known;
    }
    try {
      return Optional.of(new DiskCache(folder.get(), bound));
    } catch (IOException e) {
      LOG.warn("{}: nothing is cached on disk: {}", folder.get(), e.toString());
      return Optional.empty();
    }
  }

  @Deactivate
  void deactivate() {
    caches.close();
  }

  HttpCaches caches() {
    return caches;
  }
}
