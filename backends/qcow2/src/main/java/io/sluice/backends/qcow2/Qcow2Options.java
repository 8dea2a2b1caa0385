package io.sluice.backends.qcow2;

import io.sluice.backend.Volume;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How an image is to be served. Begin with {@link #DEFAULT}.
 *
 * @param readOnly never write to it
 * @param blockSize bytes in a logical block: 512, 1024, 2048 or 4096; 0 for 512, or the backing
 *     volume's where that is more
 * @param backing what the image stands on; the header must say that it has a backing file exactly
 *     when this is there
 * @param dataFile the external data file; likewise
 * @param snapshot id or name of the internal snapshot to serve, read-only; empty for the disk as it
 *     is
 * @param metadataBytes memory for tables
 * @param decodedBytes memory for decompressed clusters
 */
public record Qcow2Options(
    boolean readOnly,
    int blockSize,
    Optional<Backing> backing,
    Optional<Path> dataFile,
    String snapshot,
    long metadataBytes,
    long decodedBytes) {
  public static final Qcow2Options DEFAULT =
      new Qcow2Options(false, 0, Optional.empty(), Optional.empty(), "", 32 << 20, 32 << 20);

  /**
   * What the image stands on.
   *
   * @param volume what is read where the image has nothing
   * @param name the backing file's name that the header must have; empty where any will do
   */
  public record Backing(Volume volume, String name) {
    public Backing {
      Objects.requireNonNull(volume, "volume");
      Objects.requireNonNull(name, "name");
    }
  }

  public Qcow2Options asReadOnly() {
    return new Qcow2Options(
        true, blockSize, backing, dataFile, snapshot, metadataBytes, decodedBytes);
  }

  public Qcow2Options withBlockSize(int bytes) {
    return new Qcow2Options(
        readOnly, bytes, backing, dataFile, snapshot, metadataBytes, decodedBytes);
  }

  public Qcow2Options withBacking(Backing below) {
    return new Qcow2Options(
        readOnly, blockSize, Optional.of(below), dataFile, snapshot, metadataBytes, decodedBytes);
  }

  public Qcow2Options withDataFile(Path file) {
    return new Qcow2Options(
        readOnly, blockSize, backing, Optional.of(file), snapshot, metadataBytes, decodedBytes);
  }

  public Qcow2Options withSnapshot(String idOrName) {
    return new Qcow2Options(
        true, blockSize, backing, dataFile, idOrName, metadataBytes, decodedBytes);
  }
}
