package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Decodes a whole file once, checks what can be checked, and notes where decoding can begin. */
final class GzipIndexing {
  private static final int PIECE = 256 << 10;
  private static final long PROGRESS_BITS = 8L << 19;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final BitReader in;
  private final DeflateBlocks blocks;
  private final AccessPoints points;
  private final CRC32 memberCrc = new CRC32();
  private long memberStart;
  private long told;
  private final boolean ignoreTail;

  /**
   * @param mostBytes of memory for the places
   * @param ignoreTail whether what follows the last member is left out whatever it is
   */
  GzipIndexing(
      EncodedFile file,
      IndexProgress progress,
      long mostBytes,
      boolean ignoreTail,
      Deflater deflater)
      throws IOException {
    this.file = file;
    this.ignoreTail = ignoreTail;
    this.progress = progress;
    in = new BitReader(file.stream(0, PIECE), file.name());
    blocks = new DeflateBlocks(in, this::take);
    points = new AccessPoints(mostBytes, deflater);
  }

  private void take(byte[] bytes, int from, int length) throws IOException {
    memberCrc.update(bytes, from, length);
    points.decoded(bytes, from, length);
    progress();
  }

  private void progress() throws IOException {
    if (in.at() - told >= PROGRESS_BITS) {
      told = in.at();
      progress.at(told / Byte.SIZE);
    }
  }

  SeekIndex run() throws IOException {
    int first = in.nextByte();
    if (first < 0) {
      throw new DamagedException(file.name() + " is empty");
    }
    long end;
    do {
      GzipHeader.read(first, in::nextByte, file.name());
      member();
      end = in.at() / Byte.SIZE;
      first = in.nextByte();
    } while (first == GzipHeader.ID1 && in.isNext(GzipHeader.ID2));
    return points.build(new GzipTail(file, progress, end).leftOut(ignoreTail));
  }

  private void member() throws IOException {
    blocks.beginStream();
    memberCrc.reset();
    memberStart = points.decoded();
    boolean last;
    do {
      addPointIfDue();
      last = block();
      progress();
    } while (!last);
    blocks.flush();
    in.align();
    int crc = in.take(Integer.SIZE);
    int length = in.take(Integer.SIZE);
    if (crc != (int) memberCrc.getValue() || length != (int) (points.decoded() - memberStart)) {
      throw new DamagedException(
          "%s: is damaged in bytes %d to %d of what is compressed: their checksum is wrong"
              .formatted(file.name(), memberStart, points.decoded()));
    }
  }

  private boolean block() throws IOException {
    try {
      return blocks.block();
    } catch (DamagedException e) {
      throw new DamagedException(
          "%s: is damaged at byte %d: %s".formatted(file.name(), in.at() / 8, e.getMessage()), e);
    }
  }

  private void addPointIfDue() throws IOException {
    long bit = in.at();
    blocks.flush();
    if (points.isDue(points.decoded())) {
      points.add(bit, blocks.window());
    }
  }
}
