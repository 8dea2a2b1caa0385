package io.sluice.backend.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A qcow2 image as a volume. The names of other files in its header are never followed: what it
 * stands on is given by {@link Qcow2Options}, and refused where the header contradicts.
 */
public final class Qcow2Volume implements Volume {
  private static final int PAGE_SIZE = 4096;

  private final ImageSource source;
  private final Qcow2Options options;

  public Qcow2Volume(ImageSource source, Qcow2Options options) {
    this.source = source;
    this.options = options;
  }

  private boolean isReadOnly() {
    return options.readOnly() || source.isReadOnly() || !options.snapshot().isEmpty();
  }

  @Override
  public VolumeInfo probe() throws IOException {
    try (ImageFile file = source.look()) {
      Header header = checkedHeader(file);
      Optional<VolumeInfo> below = Optional.empty();
      if (options.backing().isPresent()) {
        below = Optional.of(options.backing().get().volume().probe());
      }
      return info(file, header, size(file, header), below);
    }
  }

  private long size(ImageFile file, Header header) throws IOException {
    if (options.snapshot().isEmpty()) {
      return header.size();
    }
    SnapshotTable.Content table = UpkeepTables.snapshots(file, Layout.of(header), header);
    return Image.find(file.name(), table.snapshots(), options.snapshot()).diskSize();
  }

  @Override
  public BlockStore open() throws IOException {
    return openStore();
  }

  /** As {@link #open}. */
  public Qcow2Store openStore() throws IOException {
    Deque<Closeable> held = new ArrayDeque<>();
    try {
      ImageFile file = source.hold(isReadOnly());
      held.push(file);
      Header header = checkedHeader(file);
      ImageFile data = file;
      if (options.dataFile().isPresent()) {
        data = LocalFile.hold(options.dataFile().get(), true);
        held.push(data);
      }
      Optional<BlockStore> below = Optional.empty();
      if (options.backing().isPresent()) {
        below = Optional.of(options.backing().get().volume().open());
        held.push(below.get());
      }
      Image image =
          isReadOnly()
              ? Image.openToRead(file, header, options.snapshot(), options.metadataBytes())
              : Image.open(file, header, options.metadataBytes());
      VolumeInfo info = info(file, header, size(file, header), below.map(BlockStore::info));
      DecodedClusters decoded =
          new DecodedClusters(file, image.layout(), header.compression(), options.decodedBytes());
      DataReader reader = new DataReader(image, data, below, decoded, info.geometry().blockSize());
      return new Qcow2Store(image, reader, info, List.copyOf(held));
    } catch (Throwable failure) {
      for (Closeable one : held) {
        one.close();
      }
      throw failure;
    }
  }

  private Header checkedHeader(ImageFile file) throws IOException {
    Header header = HeaderReader.read(file);
    new HeaderCheck(file, header, options, isReadOnly()).run();
    return header;
  }

  private VolumeInfo info(ImageFile file, Header header, long size, Optional<VolumeInfo> below)
      throws IOException {
    Layout layout = Layout.of(header);
    int blockSize = blockSize(file, layout, below);
    List<String> identity = new ArrayList<>(List.of(file.identity()));
    if (!options.snapshot().isEmpty()) {
      identity.add("snapshot " + options.snapshot());
    }
    below.ifPresent(info -> identity.add("on " + info.identity()));
    return info(layout, size, blockSize, isReadOnly(), below, String.join(" ", identity));
  }

  static VolumeInfo info(
      Layout layout,
      long size,
      int blockSize,
      boolean readOnly,
      Optional<VolumeInfo> below,
      String identity) {
    boolean discard = !readOnly && (layout.hasZeroClusters() || below.isEmpty());
    int physical = Math.max(blockSize, Math.min(layout.unitSize(), PAGE_SIZE));
    return new VolumeInfo(
        Geometry.ofSize(size, blockSize, physical),
        Capabilities.builder()
            .readOnly(readOnly)
            .writeCache(!readOnly)
            .discard(discard ? Math.max(blockSize, layout.clusterSize()) : 0, discard)
            .rotational(below.isPresent() && below.get().capabilities().rotational())
            .build(),
        identity,
        end(size, blockSize));
  }

  static ContentEnd end(long size, int blockSize) {
    return ContentEnd.of(size, blockSize, true);
  }

  private int blockSize(ImageFile file, Layout layout, Optional<VolumeInfo> below)
      throws IOException {
    int least = below.map(info -> info.geometry().blockSize()).orElse(512);
    int blockSize = options.blockSize() == 0 ? least : options.blockSize();
    if (blockSize % least != 0) {
      throw new IOException(
          "%s: blockSize = %d is less than the %d of what it stands on"
              .formatted(file.name(), blockSize, least));
    }
    if (layout.unitSize() % least != 0) {
      throw new IOException(
          "%s has clusters of %d bytes, and stands on blocks of %d"
              .formatted(file.name(), layout.unitSize(), least));
    }
    return blockSize;
  }

  /** Makes an empty image, never over another file. */
  public static void create(Path path, Qcow2Creation creation) throws IOException {
    try (LocalFile file = LocalFile.create(path)) {
      creation.writeTo(file);
    }
  }

  @Override
  public String toString() {
    return "Qcow2Volume(" + source + ")";
  }
}
