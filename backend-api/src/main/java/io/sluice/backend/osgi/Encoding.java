package io.sluice.backend.osgi;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files are UTF-8 without a byte order mark (RFC 3629 6). Recognises files in another encoding:
 * read as UTF-8, their first key is garbled, and the setting would be silently ignored.
 */
public final class Encoding {
  private static final String MARK = "\ufeff";

  /** The byte order mark, with its bytes read as ISO 8859-1. */
  private static final String MARK_AS_BYTES = "\u00ef\u00bb\u00bf";

  private static final char REPLACEMENT = '\ufffd';

  /** Far more than people write by hand. */
  private static final int LONGEST = 4 << 20;

  private Encoding() {}

  /**
   * What is wrong with a file that contains this text, and what to do about it; empty if nothing
   * is.
   */
  public static Optional<String> problem(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of(
          "is UTF-16, or no text at all: save it as UTF-8 without a byte order mark");
    }
    if (text.contains(MARK) || text.contains(MARK_AS_BYTES)) {
      return Optional.of("begins with a byte order mark: save it as UTF-8 without one");
    }
    return text.indexOf(REPLACEMENT) >= 0
        ? Optional.of(
            "has bytes in it that are not UTF-8: save it as UTF-8 without a byte order mark")
        : Optional.empty();
  }

  /**
   * Reads a small text file of secrets, hashes or configuration.
   *
   * @throws IOException if it can't be read, or is not UTF-8; the message says what to do
   */
  public static String readText(Path file) throws IOException {
    String text = BoundedFile.of(file, LONGEST).readText();
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw new IOException(file + " " + problem.get());
    }
    return text;
  }

  /** Reads a small text file as lines, as {@link #readText} does. */
  public static List<String> readLines(Path file) throws IOException {
    return readText(file).lines().toList();
  }
}
