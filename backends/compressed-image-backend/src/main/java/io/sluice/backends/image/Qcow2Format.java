package io.sluice.backends.image;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.qcow2.ImageSource;
import io.sluice.backends.qcow2.Qcow2Options;
import io.sluice.backends.qcow2.Qcow2Volume;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** QEMU's format: read and written. */
final class Qcow2Format implements ImageFormat {
  private static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xFB;
  private static final long CACHE_BYTES = 32 << 20;

  @Override
  public Volume volume(HandlerConfig config, StoreLayers layers, ImageCaches caches)
      throws ConfigException {
    if (config.flag("ignoreTail") || !config.text("window").isEmpty()) {
      throw config.problem("ignoreTail and window: are not for format = qcow2");
    }
    return new Qcow2Volume(source(config, layers), options(config, layers));
  }

  private static ImageSource source(HandlerConfig config, StoreLayers layers)
      throws ConfigException {
    ImageLocation location = ImageLocation.of(config, "image");
    if (location.path().isPresent()) {
      return ImageSource.file(location.path().get());
    }
    return ImageSource.volume(layers.layer(location.uri(), config.name(), LayerAccess.READ_ONLY));
  }

  private static Qcow2Options options(HandlerConfig config, StoreLayers layers)
      throws ConfigException {
    return new Qcow2Options(
        config.flag("readOnly"),
        config.text("blockSize").isEmpty() ? 0 : config.number("blockSize"),
        backing(config, layers),
        dataFile(config),
        config.text("snapshot"),
        cacheBytes(config, "metadataCache"),
        cacheBytes(config, "decodedCache"));
  }

  private static long cacheBytes(HandlerConfig config, String key) throws ConfigException {
    return config.text(key).isEmpty() ? CACHE_BYTES : config.bytes(key);
  }

  /** What {@code volume:} means is this gateway's affair; a file or an address is the image's. */
  private static Optional<Qcow2Options.Backing> backing(HandlerConfig config, StoreLayers layers)
      throws ConfigException {
    if (config.text("backing").isEmpty()) {
      return Optional.empty();
    }
    URI uri = ImageLocation.of(config, "backing").uri();
    Volume below = layers.layer(uri, config.name(), LayerAccess.READ_ONLY);
    String name = "volume".equals(uri.getScheme()) ? "" : uri.toString();
    return Optional.of(new Qcow2Options.Backing(below, name));
  }

  private static Optional<Path> dataFile(HandlerConfig config) throws ConfigException {
    if (config.text("dataFile").isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> path = ImageLocation.of(config, "dataFile").path();
    if (path.isEmpty()) {
      throw config.problem("dataFile", config.text("dataFile"), "is a file's path");
    }
    return path;
  }

  @Override
  public boolean looksLike(ByteBuffer firstBytes) {
    return firstBytes.remaining() >= Integer.BYTES
        && firstBytes.getInt(firstBytes.position()) == MAGIC;
  }
}
