package io.sluice.backends.qcow2;

import java.io.IOException;

/** Where the header says that a table is: in the file, at a cluster, and not on the header. */
enum TablePlace {
  L1("L1 table"),
  REFCOUNTS("refcount table"),
  SNAPSHOTS("snapshot table");

  private final String text;

  TablePlace(String text) {
    this.text = text;
  }

  /**
   * @param length bytes of it that are to be in the file
   */
  void require(ImageFile file, Layout layout, long offset, long length) throws IOException {
    if (layout.within(offset) != 0
        || offset < layout.clusterSize()
        || offset > file.length() - length) {
      throw new FormatException(
          "%s has its %s at %d, outside the file or not at a cluster"
              .formatted(file.name(), text, offset));
    }
  }
}
