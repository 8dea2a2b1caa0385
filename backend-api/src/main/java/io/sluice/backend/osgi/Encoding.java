package io.sluice.backend.osgi;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files are UTF-8 without a byte order mark (RFC 3629 6). What other ones look like when they are
 * read as such: their first key is a strange one, and would be a wish that nobody hears.
 */
public final class Encoding {
  private static final String MARK = "\ufeff";

  /** The same mark, where its bytes were read as ISO 8859-1. */
  private static final String MARK_AS_BYTES = "\u00ef\u00bb\u00bf";

  private static final char REPLACEMENT = '\ufffd';

  /** Far more than people write. */
  private static final int LONGEST = 4 << 20;

  private Encoding() {}

  /** What is wrong with a file that has this in it, and what to do; empty for nothing. */
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
   * What a small file holds: of a person's secrets, hashes or configuration.
   *
   * @throws IOException when it can't be read, or is no UTF-8; the message says what to do
   */
  public static String readText(Path file) throws IOException {
    String text = BoundedFile.of(file, LONGEST).readText();
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw new IOException(file + " " + problem.get());
    }
    return text;
  }

  /** Its lines, as {@link #readText}. */
  public static List<String> readLines(Path file) throws IOException {
    return readText(file).lines().toList();
  }
}
