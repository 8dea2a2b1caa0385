package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.OptionalInt;

/** Finds the streams of a file from its end on, for each one's index tells where it begins. */
final class StreamsReader {
  /** Streams that one file may have: what {@code cat} put together, not an attack. */
  private static final int MAX_STREAMS = 1 << 20;

  /** Of what is looked at for the last stream's end. */
  private static final int MOST_TAIL = 1 << 20;

  /** Footers there that are none. */
  private static final int MOST_TRIES = 16;

  private static final int PADDING_PIECE = 64 << 10;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final Deque<XzStream> streams = new ArrayDeque<>();
  private final boolean ignoreTail;
  private int blocks;
  private long leftOut;

  /**
   * @param ignoreTail whether what follows the last stream is left out whatever it is
   */
  StreamsReader(EncodedFile file, IndexProgress progress, boolean ignoreTail) {
    this.file = file;
    this.ignoreTail = ignoreTail;
    this.progress = progress;
  }

  /** The streams in their order in the file. */
  Collection<XzStream> read() throws IOException {
    long length = file.length();
    if (length < 2 * StreamFlags.SIZE
        || !StreamFlags.beginsWithMagic(file.read(0, StreamFlags.SIZE))) {
      throw new DamagedException(file.name() + " is not an xz file: it does not begin as one");
    }
    long last = ignoreTail ? lastEnd(length) : length;
    leftOut = length - last;
    if ((last & 3) != 0) {
      throw damaged(
          "its length of %d is no multiple of 4; ignoreTail = true leaves out what follows the last stream"
              .formatted(length));
    }
    for (long end = last; end > 0; ) {
      XzStream stream = readStream(withoutPadding(end));
      streams.addFirst(stream);
      blocks += stream.blocks();
      if (streams.size() > MAX_STREAMS) {
        throw damaged("it has more than %d streams".formatted(MAX_STREAMS));
      }
      end = stream.start();
      progress.at(length - end);
    }
    return streams;
  }

  /** Bytes that follow the last stream and are none of it. */
  long leftOut() {
    return leftOut;
  }

  /**
   * Where the last footer ends that can be one, and whose stream is sound as far as can be seen.
   */
  private long lastEnd(long length) throws IOException {
    int tries = MOST_TRIES;
    long least = Math.max(2 * StreamFlags.SIZE, length - MOST_TAIL);
    for (long end = length & ~3L; end >= least; end -= 4) {
      if (StreamFlags.checkInFooter(file.read(end - StreamFlags.SIZE, StreamFlags.SIZE)).isPresent()
          && tries-- > 0
          && isStream(end)) {
        return end;
      }
      if ((end & PADDING_PIECE - 1) == 0) {
        progress.at(length - end);
      }
    }
    throw damaged("no stream ends in its last %d bytes".formatted(length - least));
  }

  private boolean isStream(long end) throws IOException {
    try {
      readStream(end);
      return true;
    } catch (DamagedException e) {
      return false;
    }
  }

  /** Stream padding (2.2) is zero, four bytes at a time. */
  private long withoutPadding(long end) throws IOException {
    int piece = StreamFlags.SIZE;
    while (end > 0) {
      int length = (int) Math.min(end, piece);
      ByteBuffer bytes = file.read(end - length, length);
      for (int at = length - 4; at >= 0; at -= 4) {
        if (bytes.getInt(at) != 0) {
          return end - length + at + 4;
        }
      }
      end -= length;
      piece = PADDING_PIECE;
      progress.at(file.length() - end);
    }
    return end;
  }

  private XzStream readStream(long end) throws IOException {
    long footerAt = end - StreamFlags.SIZE;
    if (footerAt < StreamFlags.SIZE) {
      throw damaged("no stream fits before byte " + end);
    }
    ByteBuffer footer = file.read(footerAt, StreamFlags.SIZE);
    OptionalInt check = StreamFlags.checkInFooter(footer);
    if (check.isEmpty()) {
      throw damaged(
          "no stream ends at byte %d; was the file cut off? ignoreTail = true leaves out what follows the last stream"
              .formatted(end));
    }
    long indexSize = StreamFlags.indexSize(footer);
    if (indexSize > footerAt - StreamFlags.SIZE) {
      throw damaged("the index before byte %d begins before the file does".formatted(footerAt));
    }
    long indexAt = footerAt - indexSize;
    IndexReader index = new IndexReader(file, progress, indexAt, indexSize);
    long[] sizes = index.read(indexAt - StreamFlags.SIZE, SeekIndex.MAX_SPANS - blocks);
    long start = indexAt - StreamFlags.SIZE - index.blockBytes();
    if (!StreamFlags.checkInHeader(file.read(start, StreamFlags.SIZE)).equals(check)) {
      throw damaged("the stream that ends at byte %d does not begin at %d".formatted(end, start));
    }
    return new XzStream(start, check.getAsInt(), sizes);
  }

  private DamagedException damaged(String how) {
    return new DamagedException("%s is damaged: %s".formatted(file.name(), how));
  }
}
