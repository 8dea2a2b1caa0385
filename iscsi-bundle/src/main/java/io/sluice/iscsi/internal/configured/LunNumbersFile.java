package io.sluice.iscsi.internal.configured;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * LUN numbers in a file of properties. Its last line, a comment, is the checksum of those before,
 * so that damage is seen.
 */
record LunNumbersFile(Path path) {
  private static final int LONGEST = 16 << 20;
  private static final String CHECKSUM = "# crc32c ";

  /** How files began that had no checksum yet. */
  private static final String WITHOUT_CHECKSUM = "#LUN numbers by target and disk\n";

  private static final String HEAD = "# LUN numbers by target and disk; made by the gateway\n";

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * What was written last: numbers by target and disk, with a space between.
   *
   * @throws IOException when it is damaged; the message says how
   */
  Map<String, Integer> read() throws IOException {
    String text = BoundedFile.of(path, LONGEST).readText();
    int end = text.lastIndexOf(CHECKSUM);
    boolean whole =
        end < 0
            ? text.startsWith(WITHOUT_CHECKSUM)
            : text.startsWith(HEAD) && text.substring(end).equals(checksum(text.substring(0, end)));
    if (!whole) {
      throw new IOException("its checksum is wrong");
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    Map<String, Integer> numbers = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      try {
        numbers.put(key, TargetConfig.number(properties.getProperty(key)));
      } catch (IllegalArgumentException e) {
        throw new IOException(key + ": " + e.getMessage(), e);
      }
    }
    return numbers;
  }

  /** Replaces it; when this returns, that survives the machine's death. */
  void write(Map<String, Integer> numbers) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    numbers.forEach(
        (key, number) -> text.append(escape(key)).append('=').append(number).append('\n'));
    text.append(checksum(text.toString()));
    new AtomicFile(path).write(text.toString().getBytes(UTF_8));
  }

  /** What would end a key (java.util.Properties). */
  private static String escape(String key) {
    return key.replaceAll("[\\\\ :=#!]", "\\\\$0");
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return CHECKSUM + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
  }
}
