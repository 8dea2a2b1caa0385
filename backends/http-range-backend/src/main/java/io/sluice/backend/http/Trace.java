package io.sluice.backend.http;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which parts of a content are read first, in their order: lines of an offset and a length in
 * bytes, after one that names the content.
 *
 * @param content the key of the content
 * @param ranges in the order of their reading
 */
record Trace(String content, List<Range> ranges) {
  private static final String HEADER = "sluice-trace 1 ";
  static final int MOST_RANGES = 1 << 20;
  private static final int MOST_BYTES = 64 << 20;

  /**
   * @param offset the first byte
   * @param length bytes
   */
  record Range(long offset, long length) {}

  Trace {
    ranges = List.copyOf(ranges);
  }

  /** Replaces the file as a whole, or leaves it as it was. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append(content).append('\n');
    ranges.forEach(
        range -> text.append(range.offset).append(' ').append(range.length).append('\n'));
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(whole, text, StandardCharsets.US_ASCII);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads a file.
   *
   * @return empty where there is none; a trace of another content as it is
   * @throws IOException when it makes no sense
   */
  static Optional<Trace> read(Path file) throws IOException {
    List<String> lines;
    try {
      byte[] text = BoundedFile.of(file, MOST_BYTES).read();
      lines = new String(text, StandardCharsets.US_ASCII).lines().toList();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.isEmpty() || !lines.get(0).startsWith(HEADER) || lines.size() > MOST_RANGES + 1) {
      throw new IOException(file + " is no trace");
    }
    List<Range> ranges = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      ranges.add(range(line, file));
    }
    return Optional.of(new Trace(lines.get(0).substring(HEADER.length()), ranges));
  }

  private static Range range(String line, Path file) throws IOException {
    String[] numbers = line.split(" ", -1);
    try {
      long offset = Long.parseLong(numbers[0]);
      long length = Long.parseLong(numbers[1]);
      if (offset >= 0 && length > 0 && offset <= Long.MAX_VALUE - length) {
        return new Range(offset, length);
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(file + " has a line that is none of a trace: " + line, e);
    }
    throw new IOException(file + " has a line that is none of a trace: " + line);
  }
}
