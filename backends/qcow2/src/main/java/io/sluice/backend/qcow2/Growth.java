package io.sluice.backend.qcow2;

import io.sluice.backend.StoreException;
import java.io.IOException;

/** Makes an image's disk larger, with nobody else changing anything. */
final class Growth {
  private final Image image;

  Growth(Image image) {
    this.image = image;
  }

  /** Touches nothing. */
  void require(long size) throws IOException {
    long entries = image.layout().l1EntriesFor(size);
    if (size < image.size()) {
      throw StoreException.illegalRequest(
          image.file().name() + " can't be made smaller while it is served");
    }
    if (entries > Layout.MAX_L1_BYTES / 8) {
      throw StoreException.illegalRequest(
          image.file().name() + " can't have " + size + " bytes with its cluster size");
    }
  }

  void growTo(long size) throws IOException {
    require(size);
    GuestMap map = image.map();
    long entries = image.layout().l1EntriesFor(size);
    image.beginChange();
    if (entries > map.l1().length()) {
      growL1(map, (int) entries);
    }
    image.setSize(size);
    image.file().sync();
  }

  private void growL1(GuestMap map, int entries) throws IOException {
    Layout layout = image.layout();
    L1Table old = map.l1();
    Run run = image.allocator().allocateAll(layout.clustersFor(entries * 8L));
    long offset = run.first() << layout.clusterBits();
    image.file().write(offset, old.encode(entries, true));
    image.file().sync();
    image.headerWriter().setL1Table(entries, offset);
    image.file().sync();
    map.use(old.movedTo(offset, entries));
    image
        .allocator()
        .free(new Run(layout.clusterOf(old.offset()), layout.clustersFor(old.length() * 8L)));
  }
}
