package io.sluice.backends.http.remote;

import io.sluice.backend.osgi.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with a secret, which its owner alone may read. Read anew at each use, so that it can be
 * replaced at any time. Its text form holds no secret.
 */
public record SecretFile(Path path) {
  private static final long MOST_BYTES = 64 << 10;

  /**
   * The content, without white space around it.
   *
   * @throws IOException when it can't be read, is too long, or others may read it; the message says
   *     what to do
   */
  public String read() throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is not a file");
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new IOException(path + " is longer than " + MOST_BYTES + " bytes");
    }
    return Encoding.readSecret(path).strip();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
