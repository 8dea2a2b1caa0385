package io.sluice.backend.seekable.xz;

import io.sluice.backend.seekable.DamagedException;
import io.sluice.backend.seekable.EncodedFile;
import io.sluice.backend.seekable.IndexProgress;
import io.sluice.backend.seekable.SeekIndex;
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

  private static final int PADDING_PIECE = 64 << 10;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final Deque<XzStream> streams = new ArrayDeque<>();
  private int blocks;

  StreamsReader(EncodedFile file, IndexProgress progress) {
    this.file = file;
    this.progress = progress;
  }

  /** The streams in their order in the file. */
  Collection<XzStream> read() throws IOException {
    long length = file.length();
    if (length < 2 * StreamFlags.SIZE
        || !StreamFlags.beginsWithMagic(file.read(0, StreamFlags.SIZE))) {
      throw new DamagedException(file.name() + " is not an xz file: it does not begin as one");
    }
    if ((length & 3) != 0) {
      throw damaged("its length of %d is no multiple of 4".formatted(length));
    }
    for (long end = length; end > 0; ) {
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
      throw damaged("no stream ends at byte %d; was the file cut off?".formatted(end));
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
