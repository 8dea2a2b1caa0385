package io.sluice.gateway.internal.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Lines of text that outlive the gateway. The file is replaced as a whole, never changed, so it
 * holds either what was or what is, also after the machine's death; a checksum tells whether it
 * does. Its folder is made when there is something to keep.
 */
public final class StateFile {
  private static final int LONGEST = 1 << 20;
  private static final String CHECKSUM = "crc32c ";

  private final Path file;
  private final String kind;

  /**
   * @param kind what it holds and in which format, as its first line tells
   */
  public StateFile(Path file, String kind) {
    this.file = file;
    this.kind = kind;
  }

  /**
   * What was written last; no lines where nothing was.
   *
   * @throws IOException when it is damaged, or of another kind; the message names the file
   */
  public List<String> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = BoundedFile.of(file, LONGEST).readText();
    int end = text.lastIndexOf(CHECKSUM);
    if (end < 0 || !text.substring(end).equals(checksum(text.substring(0, end)))) {
      throw new IOException(file + " is damaged: its checksum is wrong");
    }
    List<String> lines = text.substring(0, end).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(kind)) {
      throw new IOException(file + " does not hold " + kind);
    }
    return lines.subList(1, lines.size());
  }

  /** Replaces what is kept. When it returns, that survives the machine's death. */
  public void write(List<String> lines) throws IOException {
    StringBuilder text = new StringBuilder(kind).append('\n');
    lines.forEach(line -> text.append(line).append('\n'));
    text.append(checksum(text.toString()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    new AtomicFile(file).write(text.toString().getBytes(UTF_8));
  }

  /** Keeps nothing any more. */
  public void delete() throws IOException {
    new AtomicFile(file).delete();
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return CHECKSUM + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
