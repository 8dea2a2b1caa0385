package io.sluice.backends.image;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backends.seekable.DecodingMemory;
import io.sluice.backends.seekable.IndexFolder;
import io.sluice.backends.seekable.Indexes;
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
  private final AcceptedConfigurations accepted;
  private boolean configured;
  private final Indexes indexes = new Indexes(Optional.empty());
  private final DecodingMemory memory = new DecodingMemory(DecodingMemory.USUAL_BYTES);

  @Activate
  public ImageCacheService(BundleContext context, Map<String, Object> properties) {
    var = Optional.ofNullable(context.getProperty(VAR)).map(Path::of);
    accepted = AcceptedConfigurations.of(context);
    configure(properties);
  }

  /** What is wrong is told, and what was accepted before holds. */
  @Modified
  void configure(Map<String, Object> properties) {
    AcceptedConfigurations.Taken<ImageCacheSettings> taken =
        accepted.take(
            new ConfigValues(properties, ImageCacheConfig.class),
            configured,
            ImageCacheSettings::of);
    taken.problem().ifPresent(problem -> LOG.warn("{}", problem.getMessage()));
    taken.value().ifPresent(this::use);
  }

  private void use(ImageCacheSettings settings) {
    configured = true;
    indexes.setFolder(folder(settings));
    memory.setBound(settings.memory());
  }

  private Optional<IndexFolder> folder(ImageCacheSettings settings) {
    long bound = settings.disk();
    Optional<Path> path =
        settings.folder().or(() -> var.map(folder -> folder.resolve("cache/image")));
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
