package io.sluice.backend;

import java.util.Objects;

/**
 * What {@link ScsiCmdHandler#probe} tells of a volume.
 *
 * @param geometry size and block sizes
 * @param capabilities what it can do
 * @param identity names the content for a person and for comparison: a path with device and inode
 *     number, a URL with its ETag …
 */
public record VolumeInfo(Geometry geometry, Capabilities capabilities, String identity) {
  public VolumeInfo {
    Objects.requireNonNull(geometry, "geometry");
    Objects.requireNonNull(capabilities, "capabilities");
    Objects.requireNonNull(identity, "identity");
  }
}
