package io.sluice.backend.image;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.seekable.EncodedSource;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SeekableVolume;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/** A raw image that was compressed: read only. */
final class SeekableImage implements ImageFormat {
  private static final List<String> KEYS_OF_QCOW2 =
      List.of("backing", "dataFile", "snapshot", "metadataCache", "decodedCache");

  private final SeekableFormat format;
  private final Predicate<ByteBuffer> looksLike;

  /**
   * @param looksLike of a file's first bytes
   */
  SeekableImage(SeekableFormat format, Predicate<ByteBuffer> looksLike) {
    this.format = format;
    this.looksLike = looksLike;
  }

  SeekableFormat format() {
    return format;
  }

  @Override
  public Volume volume(HandlerConfig config, StoreLayers layers, ImageCaches caches)
      throws ConfigException {
    for (String key : KEYS_OF_QCOW2) {
      if (!config.text(key).isEmpty()) {
        throw config.problem(key, config.text(key), "is for format = qcow2 only");
      }
    }
    config.flag("readOnly"); // it is, whatever this says
    return new SeekableVolume(
        format, source(config, layers), blockSize(config), caches.indexes(), caches.memory());
  }

  private static EncodedSource source(HandlerConfig config, StoreLayers layers)
      throws ConfigException {
    ImageLocation location = ImageLocation.of(config, "image");
    return location.path().isPresent()
        ? EncodedSource.file(location.path().get())
        : EncodedSource.volume(layers.layer(location.uri(), config.name(), LayerAccess.READ_ONLY));
  }

  private static int blockSize(HandlerConfig config) throws ConfigException {
    return config.text("blockSize").isEmpty()
        ? 512
        : config.number("blockSize", 512, 1024, 2048, 4096);
  }

  @Override
  public boolean looksLike(ByteBuffer firstBytes) {
    return looksLike.test(firstBytes);
  }
}
