package io.sluice.backends.image;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.seekable.bzip2.Bzip2Format;
import io.sluice.backends.seekable.gzip.BgzfFormat;
import io.sluice.backends.seekable.gzip.GzipFormat;
import io.sluice.backends.seekable.vmdk.VmdkFormat;
import io.sluice.backends.seekable.xz.XzFormat;
import io.sluice.backends.seekable.zstd.ZstdFormat;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * One kind of image, chosen by {@code format}. It is never guessed from the content: who writes to
 * a raw disk could make it look like an image that names any file of this machine.
 */
interface ImageFormat {
  /** By their names in the configuration. */
  Map<String, ImageFormat> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("qcow2", new Qcow2Format()),
              Map.entry("bgzf", new SeekableImage(BgzfFormat::new, BgzfFormat::looksLike)),
              Map.entry("bzip2", new SeekableImage(Bzip2Format::new, Bzip2Format::looksLike)),
              Map.entry("gzip", new SeekableImage(GzipFormat::new, GzipFormat::looksLike)),
              Map.entry(
                  "vmdk", new SeekableImage(tolerance -> new VmdkFormat(), VmdkFormat::looksLike)),
              Map.entry("xz", new SeekableImage(XzFormat::new, XzFormat::looksLike)),
              Map.entry("zstd", new SeekableImage(ZstdFormat::new, ZstdFormat::looksLike))));

  /** The one that the configuration names. */
  static ImageFormat of(HandlerConfig config) throws ConfigException {
    String name = config.requiredText("format");
    ImageFormat format = ALL.get(name);
    if (format == null) {
      throw config.problem("format", name, "is one of " + String.join(", ", ALL.keySet()));
    }
    return format;
  }

  /** The image as a volume. Checks the configuration, and touches nothing. */
  Volume volume(HandlerConfig config, StoreLayers layers, ImageCaches caches)
      throws ConfigException;

  /** For a person who asks: whether a file that begins so may be of this kind. */
  boolean looksLike(ByteBuffer firstBytes);
}
