package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Changes single fields of the header in place. Fields that belong together lie side by side, and
 * go in one write, within one sector.
 */
final class HeaderWriter {
  private final ImageFile file;
  private long incompatible;

  HeaderWriter(ImageFile file, Header header) {
    this.file = file;
    incompatible = header.incompatible();
  }

  synchronized boolean isDirty() {
    return (incompatible & Features.DIRTY) != 0;
  }

  /** Sets or clears incompatible feature bits. */
  synchronized void setFeature(long bit, boolean on) throws IOException {
    long features = on ? incompatible | bit : incompatible & ~bit;
    write(Header.INCOMPATIBLE_FEATURES, ByteBuffer.allocate(8).putLong(features));
    incompatible = features;
  }

  void setSize(long size) throws IOException {
    write(Header.SIZE, ByteBuffer.allocate(8).putLong(size));
  }

  void setL1Table(int entries, long offset) throws IOException {
    write(Header.L1_SIZE, ByteBuffer.allocate(12).putInt(entries).putLong(offset));
  }

  void setRefcountTable(long offset, int clusters) throws IOException {
    write(Header.REFCOUNT_TABLE_OFFSET, ByteBuffer.allocate(12).putLong(offset).putInt(clusters));
  }

  void setSnapshots(int count, long offset) throws IOException {
    write(Header.SNAPSHOT_COUNT, ByteBuffer.allocate(12).putInt(count).putLong(offset));
  }

  private void write(int at, ByteBuffer bytes) throws IOException {
    file.write(at, bytes.flip());
  }
}
