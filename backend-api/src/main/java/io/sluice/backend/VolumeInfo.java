package io.sluice.backend;

import java.util.Objects;

/**
 * What {@link ScsiCmdHandler#probe} reports about a volume.
 *
 * @param geometry size and block sizes
 * @param capabilities what it can do
 * @param identity identifies the content, for a person and for comparison: a path with device and
 *     inode number, a URL with its ETag …
 * @param end where the content ends within the last block
 */
public record VolumeInfo(
    Geometry geometry, Capabilities capabilities, String identity, ContentEnd end) {
  public VolumeInfo {
    Objects.requireNonNull(geometry, "geometry");
    Objects.requireNonNull(capabilities, "capabilities");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(end, "end");
    if (end.missing() >= geometry.blockSize()) {
      throw new IllegalArgumentException("the content's end is not in the last block: " + end);
    }
  }

  /** For a volume whose content is whole blocks. */
  public VolumeInfo(Geometry geometry, Capabilities capabilities, String identity) {
    this(geometry, capabilities, identity, ContentEnd.WHOLE);
  }

  /** The length of the content in bytes; the rest of the last block reads as zero. */
  public long contentLength() {
    return geometry.size() - end.missing();
  }

  /** The same information with other capabilities. */
  public VolumeInfo with(Capabilities other) {
    return new VolumeInfo(geometry, other, identity, end);
  }

  /** The same information with another identity. */
  public VolumeInfo withIdentity(String other) {
    return new VolumeInfo(geometry, capabilities, other, end);
  }

  /**
   * The same information for the first {@code blocks} blocks only; unchanged if the volume has no
   * more.
   */
  public VolumeInfo withBlocks(long blocks) {
    return blocks >= geometry.blocks()
        ? this
        : new VolumeInfo(
            new Geometry(blocks, geometry.blockSize(), geometry.physicalBlockSize()),
            capabilities,
            identity);
  }
}
