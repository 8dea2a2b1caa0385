package io.sluice.backend.qcow2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an image's header says, for a person who looks at the file. Names come from the image, with
 * nothing in them that a terminal would take for a command.
 *
 * @param size bytes of the disk
 * @param details version, clusters, compression, snapshots, what must be known before it is used
 * @param backingFile the file that it stands on, as the image names it
 * @param dataFile the file that holds its data, as the image names it
 * @param onlyRead why it can be served read-only at most, as far as its header tells; empty where
 *     it can be written
 */
public record Qcow2Facts(
    long size,
    List<String> details,
    Optional<String> backingFile,
    Optional<String> dataFile,
    Optional<String> onlyRead) {
  public Qcow2Facts {
    details = List.copyOf(details);
  }

  /**
   * Of a file, whoever else has it.
   *
   * @throws IOException when it has no header that makes sense
   */
  public static Qcow2Facts of(Path path) throws IOException {
    try (ImageFile file = LocalFile.look(path)) {
      Header header = HeaderReader.read(file);
      return new Qcow2Facts(
          header.size(),
          details(header),
          header.backingFile().map(Qcow2Facts::printable),
          header.externalDataFile().map(Qcow2Facts::printable),
          onlyRead(file, header));
    }
  }

  private static Optional<String> onlyRead(ImageFile file, Header header) throws IOException {
    try {
      HeaderCheck.requireWritable(file, header);
      return Optional.empty();
    } catch (FormatException e) {
      return Optional.of(printable(e.getMessage()));
    }
  }

  private static List<String> details(Header header) {
    List<String> details = new ArrayList<>();
    details.add("version " + header.version());
    details.add("clusters of " + (1 << header.clusterBits()) + " bytes");
    details.add("compression " + header.compression().name().toLowerCase(Locale.ROOT));
    if (header.has(Features.EXTENDED_L2)) {
      details.add("subclusters");
    }
    if (header.snapshotCount() > 0) {
      details.add(header.snapshotCount() + " internal snapshots");
    }
    if (header.has(Features.DIRTY)) {
      details.add("not closed properly");
    }
    if (header.has(Features.CORRUPT)) {
      details.add("marked as corrupt");
    }
    return details;
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
