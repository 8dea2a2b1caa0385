package io.sluice.backend.image;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.seekable.DecodingMemory;
import io.sluice.backend.seekable.IndexFolder;
import io.sluice.backend.seekable.Indexes;
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

/** The caches of this bundle's volumes, as {@code etc/io.sluice.cache.image.cfg} wants them. */
@Component(service = ImageCacheService.class, configurationPid = "io.sluice.cache.image")
@Designate(ocd = ImageCacheConfig.class)
public final class ImageCacheService {
  private static final Logger LOG = LoggerFactory.getLogger(ImageCacheService.class);

  /** Framework property: the folder of what the gateway keeps. */
  private static final String VAR = "sluice.var";

  private final Optional<Path> var;
  private final Indexes indexes = new Indexes(Optional.empty());
  private final DecodingMemory memory = new DecodingMemory(DecodingMemory.USUAL_BYTES);

  @Activate
  public ImageCacheService(BundleContext context, Map<String, Object> properties) {
    var = Optional.ofNullable(context.getProperty(VAR)).map(Path::of);
    configure(properties);
  }

  /** What is wrong is told, and all else holds as before. */
  @Modified
  void configure(Map<String, Object> properties) {
    HandlerConfig config = new HandlerConfig(properties, ImageCacheConfig.class);
    try {
      config.requireKnownKeys();
      long bytes = config.bytes("memory");
      indexes.setFolder(folder(config));
      memory.setBound(bytes);
    } catch (ConfigException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private Optional<IndexFolder> folder(HandlerConfig config) throws ConfigException {
    long bound = config.bytes("disk");
    Optional<Path> path =
        config.text("folder").isEmpty()
            ? var.map(folder -> folder.resolve("cache/image"))
            : Optional.of(Path.of(config.text("folder")));
    if (bound == 0 || path.isEmpty()) {
      return Optional.empty();
    }
    Optional<IndexFolder> known =
        indexes.folder().filter(folder -> folder.path().equals(path.get()));
    if (known.isPresent()) {
      known.get().setBound(bound);
      return known;
    }
    try {
      return Optional.of(new IndexFolder(path.get(), bound));
    } catch (IOException e) {
      LOG.warn("{}: no index is kept: {}", path.get(), e.toString());
      return Optional.empty();
    }
  }

  @Deactivate
  void deactivate() {
    indexes.close();
  }

  ImageCaches caches() {
    return new ImageCaches(indexes, memory);
  }
}
