package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.layer.LayerContent;
import io.sluice.backends.qcow2.L2Entry.State;
import java.io.IOException;
import java.util.Optional;

/** Reads the guest's bytes from wherever they are. */
final class DataReader {
  private final Image image;
  private final ImageFile data;
  private final Optional<BlockStore> backing;

  /** The same, read at any place: a disk's end need not be with a block of what it stands on. */
  private final Optional<LayerContent> content;

  private final DecodedClusters decoded;
  private final int blockSize;

  /**
   * @param data the file that holds the guest's clusters: the image's own, or the external one
   * @param blockSize bytes in a logical block, to tell which one can't be read
   */
  DataReader(
      Image image,
      ImageFile data,
      Optional<BlockStore> backing,
      DecodedClusters decoded,
      int blockSize) {
    this.blockSize = blockSize;
    this.image = image;
    this.data = data;
    this.backing = backing;
    content = backing.map(LayerContent::new);
    this.decoded = decoded;
  }

  /** Fills {@code into}; what lies past the disk's end is zero, whatever the file has there. */
  void read(long guest, Segments into) throws IOException {
    long length = Math.max(0, Math.min(into.length(), image.size() - guest));
    if (length < into.length()) {
      into.zero(length, into.length() - length);
    }
    for (long done = 0; done < length; ) {
      try {
        Extent extent = image.map().extent(guest + done, length - done);
        read(guest + done, extent, into.slice(done, extent.length()));
        done += extent.length();
      } catch (IOException e) {
        throw ImageFailure.ofRead(e, guest + done, blockSize);
      }
    }
  }

  private void read(long guest, Extent extent, Segments into) throws IOException {
    switch (extent.state()) {
      case DATA -> data.read(extent.host(), into);
      case COMPRESSED -> {
        byte[] cluster = decoded.get(extent.entry());
        into.put(0, cluster, image.layout().within(guest), (int) into.length());
      }
      case UNALLOCATED -> readBacking(guest, into);
      default -> into.zero(0, into.length());
    }
  }

  private void readBacking(long guest, Segments into) throws IOException {
    long there = backingLength(guest, into.length());
    if (there > 0) {
      content.get().read(guest, into.slice(0, there));
    }
    if (there < into.length()) {
      into.zero(there, into.length() - there);
    }
  }

  /** How much of a range the backing volume has. */
  private long backingLength(long guest, long length) {
    return backing.isEmpty() ? 0 : Math.max(0, Math.min(length, backing.get().size() - guest));
  }

  /** Whether an extent is known to read as zero without looking. */
  boolean isZero(long guest, Extent extent) {
    return extent.state() == State.ZERO
        || extent.state() == State.UNALLOCATED && backingLength(guest, extent.length()) == 0;
  }

  Optional<BlockStore> backing() {
    return backing;
  }
}
