package io.sluice.backend.seekable;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compressed file as a read-only volume. While its index is being built it can be neither looked
 * at nor opened, and says how far that has got.
 */
public final class SeekableVolume implements Volume {
  private static final Logger LOG = LoggerFactory.getLogger(SeekableVolume.class);

  private final SeekableFormat format;
  private final EncodedSource source;
  private final int blockSize;
  private final Indexes indexes;
  private final DecodingMemory memory;

  /**
   * Touches nothing.
   *
   * @param blockSize bytes in a logical block
   */
  public SeekableVolume(
      SeekableFormat format,
      EncodedSource source,
      int blockSize,
      Indexes indexes,
      DecodingMemory memory) {
    this.format = format;
    this.source = source;
    this.blockSize = blockSize;
    this.indexes = indexes;
    this.memory = memory;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    try (EncodedFile file = source.look()) {
      return info(file, indexes.of(format, source, file));
    }
  }

  /** {@inheritDoc} Any number of stores may be open at once. */
  @Override
  public BlockStore open() throws IOException {
    EncodedFile file = source.hold();
    try {
      SeekIndex index = indexes.of(format, source, file);
      VolumeInfo info = info(file, index);
      SpanDecoding decoding = SpanDecoding.of(format, file, index);
      BlockStore store = new SeekableStore(decoding, info, memory);
      StoreFigures.notes(decoding).forEach(note -> LOG.warn("{}", note));
      return store;
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  private VolumeInfo info(EncodedFile file, SeekIndex index) throws IOException {
    if (index.length() > Long.MAX_VALUE - blockSize) {
      throw new DamagedException(file.name() + " says that it holds more than there can be");
    }
    // A disk has a block at the least; of a file that holds nothing, all of it is filled up.
    long length = Math.max(1, index.length());
    return new VolumeInfo(
        Geometry.ofSize(length, blockSize),
        Capabilities.builder().readOnly(true).optimalTransfer(Chunk.SIZE).build(),
        format.name() + " " + file.identity(),
        ContentEnd.of(index.length(), blockSize, false));
  }

  @Override
  public String toString() {
    return "SeekableVolume(" + format.name() + " " + source + ")";
  }
}
