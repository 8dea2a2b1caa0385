package io.sluice.backend.image;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;
import java.util.TreeMap;

/**
 * One kind of image, chosen by {@code format}. It is never guessed from the content: who writes to
 * a raw disk could make it look like an image that names any file of this machine.
 */
interface ImageFormat {
  Map<String, ImageFormat> ALL = new TreeMap<>(Map.of("qcow2", new Qcow2Format()));

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
  Volume volume(HandlerConfig config, StoreLayers layers) throws ConfigException;
}
