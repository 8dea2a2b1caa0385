package io.sluice.backends.image;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where something is: a path that begins with {@code /}, or a URI.
 *
 * @param uri in any case
 * @param path for a file of this machine
 */
record ImageLocation(URI uri, Optional<Path> path) {
  /** Of a key that must be set. */
  static ImageLocation of(HandlerConfig config, String key) throws ConfigException {
    String text = config.requiredText(key);
    try {
      if (text.startsWith("/")) {
        Path path = Path.of(text).normalize();
        return new ImageLocation(path.toUri(), Optional.of(path));
      }
      URI uri = new URI(text);
      if (uri.getScheme() == null) {
        throw config.problem(key, text, "begins with / or with a scheme, such as https:");
      }
      return new ImageLocation(
          uri,
          "file".equals(uri.getScheme())
              ? Optional.of(Path.of(uri.getPath()).normalize())
              : Optional.empty());
    } catch (URISyntaxException | InvalidPathException e) {
      throw config.problem(key, text, "is neither a path nor a URI: " + e.getMessage());
    }
  }
}
