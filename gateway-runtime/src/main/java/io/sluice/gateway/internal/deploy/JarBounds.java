package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;

/**
 * What a jar may ask of memory and time before anything is known of it. Java and the framework read
 * the whole table of entries, and the whole manifest, into memory.
 */
final class JarBounds {
  static final int ENTRIES = 50_000;
  static final int MANIFEST_BYTES = 1 << 20;
  static final long UNPACKED_BYTES = 1L << 30;
  private static final int TABLE_BYTES = 8 << 20;

  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  // The end of the table of entries (APPNOTE.TXT 4.3.16).
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int END_ENTRIES = 10;
  private static final int END_TABLE_BYTES = 12;

  private long unpacked;

  /**
   * Refuses a file whose table of entries is too large to be read. Each place that may be taken for
   * the table's end is judged, whichever a reader would choose; what needs the larger numbers of
   * zip64 is too large.
   */
  static void requireSmallTable(Path file) throws IOException, DeployProblem {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int length = (int) Math.min(channel.size(), END_BYTES + LONGEST_COMMENT);
      ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      long start = channel.size() - length;
      while (tail.hasRemaining() && channel.read(tail, start + tail.position()) >= 0) {
        // until all is read
      }
      for (int at = 0; at <= tail.position() - END_BYTES; at++) {
        if (tail.getInt(at) == END_SIGNATURE) {
          requireSmall(
              tail.getShort(at + END_ENTRIES) & 0xFFFF,
              tail.getInt(at + END_TABLE_BYTES) & 0xFFFFFFFFL);
        }
      }
    }
  }

  private static void requireSmall(int entries, long tableBytes) throws DeployProblem {
    if (entries > ENTRIES || tableBytes > TABLE_BYTES) {
      throw new DeployProblem(
          "it has too many entries: %d, whose names take %d bytes; %d and %d are the most"
              .formatted(entries, tableBytes, ENTRIES, TABLE_BYTES));
    }
  }

  /** Unpacks an entry, and counts what comes out of it. */
  void unpack(ZipEntry entry, InputStream content, OutputStream to)
      throws IOException, DeployProblem {
    boolean isManifest = entry.getName().equalsIgnoreCase(MANIFEST);
    byte[] buffer = new byte[64 << 10];
    long bytes = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      bytes += read;
      unpacked += read;
      if (isManifest && bytes > MANIFEST_BYTES) {
        throw new DeployProblem(
            "its manifest is longer than %d bytes: it is no bundle's".formatted(MANIFEST_BYTES));
      }
      if (unpacked > UNPACKED_BYTES) {
        throw new DeployProblem("what is packed in it is longer than 1 GiB");
      }
      to.write(buffer, 0, read);
    }
  }
}
