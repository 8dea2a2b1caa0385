package io.sluice.backends.qcow2;

import io.sluice.backends.qcow2.MetadataClusters.Kind;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps data off the tables, as QEMU's {@code overlap-check} does: where an image that is damaged
 * says that data lies in a table, or is to be written or given back there, nothing is touched. The
 * image is marked as corrupt, durably, and from then on nothing more is written to it.
 */
final class OverlapCheck {
  private static final Logger LOG = LoggerFactory.getLogger(OverlapCheck.class);

  private final ImageFile file;
  private final HeaderWriter header;
  private final Layout layout;
  private final MetadataClusters tables;

  /** Why nothing is written any more; null as long as all is well. */
  private volatile String corruption;

  OverlapCheck(ImageFile file, HeaderWriter header, Layout layout, MetadataClusters tables) {
    this.file = file;
    this.header = header;
    this.layout = layout;
    this.tables = tables;
  }

  /** What was found; empty as long as all is well. */
  String corruption() {
    String found = corruption;
    return found == null ? "" : found;
  }

  boolean isCorrupt() {
    return corruption != null;
  }

  /** Before anything is changed. */
  void requireSound() throws FormatException {
    if (corruption != null) {
      throw new FormatException(corruption);
    }
  }

  /** Before data is written to a range of the file, or the range is given back as data. */
  void requireData(long offset, long bytes) throws IOException {
    Kind kind = tables.overlap(offset, bytes);
    if (kind != null) {
      throw found(kind, offset);
    }
  }

  /** Before clusters are given out, or made holes. */
  void requireData(Run run) throws IOException {
    requireData(run.first() << layout.clusterBits(), run.count() << layout.clusterBits());
  }

  private synchronized FormatException found(Kind kind, long offset) throws IOException {
    if (corruption == null) {
      corruption =
          "%s is damaged: what is said to be data at %d lies on %s. Nothing more is written to it; qemu-img check -r all repairs what can be repaired, and with readOnly = true the rest can be read"
              .formatted(file.name(), offset, kind);
      LOG.error("{}", corruption);
      if (layout.hasZeroClusters()) {
        header.setFeature(Features.CORRUPT, true);
        file.sync();
      }
    }
    return new FormatException(corruption);
  }
}
