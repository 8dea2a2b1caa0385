package io.sluice.backends.image;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.seekable.EncodedSource;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableVolume;
import io.sluice.backends.seekable.Tolerance;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** A raw image that was compressed: read only. */
final class SeekableImage implements ImageFormat {
  private static final List<String> KEYS_OF_QCOW2 =
      List.of("backing", "dataFile", "snapshot", "metadataCache", "decodedCache");

  /** The content coding that a server says of a file of the format (RFC 9110 8.4.1), mostly. */
  private static final Map<String, String> CODINGS = Map.of("bgzf", "gzip");

  private final Function<Tolerance, SeekableFormat> format;
  private final Predicate<ByteBuffer> looksLike;

  /**
   * @param format that puts up with so much
   * @param looksLike of a file's first bytes
   */
  SeekableImage(Function<Tolerance, SeekableFormat> format, Predicate<ByteBuffer> looksLike) {
    this.format = format;
    this.looksLike = looksLike;
  }

  /** With what is put up with in any case. */
  SeekableFormat format() {
    return format.apply(Tolerance.USUAL);
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
        format.apply(tolerance(config)),
        source(config, layers),
        blockSize(config),
        caches.indexes(),
        caches.memory());
  }

  private static Tolerance tolerance(HandlerConfig config) throws ConfigException {
    long window = Tolerance.USUAL.window();
    if (!config.text("window").isEmpty()) {
      window = config.bytes("window");
    }
    return new Tolerance(config.flag("ignoreTail"), window);
  }

  private EncodedSource source(HandlerConfig config, StoreLayers layers) throws ConfigException {
    ImageLocation location = ImageLocation.of(config, "image");
    return location.path().isPresent()
        ? EncodedSource.file(location.path().get())
        : EncodedSource.volume(
            layers.layer(asStored(location.uri()), config.name(), LayerAccess.READ_ONLY));
  }

  /** Of a server: the file as it is stored, where the server calls the format an encoding of it. */
  private URI asStored(URI uri) {
    boolean isOfServer = uri.getScheme().toLowerCase(Locale.ROOT).startsWith("http");
    if (!isOfServer || uri.getRawFragment() != null) {
      return uri;
    }
    String name = format().name();
    return URI.create(uri + "#coding=" + CODINGS.getOrDefault(name, name));
  }

  private static int blockSize(HandlerConfig config) throws ConfigException {
    return config.text("blockSize").isEmpty() ? 512 : config.number("blockSize");
  }

  @Override
  public boolean looksLike(ByteBuffer firstBytes) {
    return looksLike.test(firstBytes);
  }
}
