package io.sluice.backends.http;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backends.http.cache.DiskCache;
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
  private final AcceptedConfigurations accepted;
  private boolean configured;

  @Activate
  public HttpCacheService(BundleContext context, Map<String, Object> properties) {
    var = Optional.ofNullable(context.getProperty(VAR)).map(Path::of);
    accepted = AcceptedConfigurations.of(context);
    caches =
        new HttpCaches(
            64 << 20, Optional.empty(), var.map(folder -> folder.resolve("traces/http")));
    configure(properties);
  }

  /** What is wrong is told, and what was accepted before holds. */
  @Modified
  void configure(Map<String, Object> properties) {
    AcceptedConfigurations.Taken<HttpCacheSettings> taken =
        accepted.take(
            new ConfigValues(properties, HttpCacheConfig.class), configured, HttpCacheSettings::of);
    taken.problem().ifPresent(problem -> LOG.warn("{}", problem.getMessage()));
    taken.value().ifPresent(this::use);
  }

  private void use(HttpCacheSettings settings) {
    configured = true;
    caches.setDisk(disk(settings));
    caches.memory().setBound(settings.memory());
  }

  private Optional<DiskCache> disk(HttpCacheSettings settings) {
    long bound = settings.disk();
    Optional<Path> folder = settings.folder().or(() -> var.map(path -> path.resolve("cache/http")));
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
