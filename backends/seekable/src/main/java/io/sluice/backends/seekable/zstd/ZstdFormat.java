package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.ExactStream;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Files of {@code zstd} and {@code pzstd}, and of the seekable format: a span is a frame. A file
 * that {@code zstd} makes, with any number of threads, is one frame.
 *
 * <p>A decoder takes up to 128 MiB and some, outside the heap: files of {@code --long=28} and above
 * are refused, as by {@code zstd -d} itself, unless more is put up with.
 *
 * <p>A span's place counts bytes; its state is a {@link ListedFrame}'s where the file has a seek
 * table with checksums.
 */
public final class ZstdFormat implements SeekableFormat {
  private static final int PIECE = 128 << 10;

  private final Tolerance tolerance;

  public ZstdFormat() {
    this(Tolerance.USUAL);
  }

  public ZstdFormat(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  @Override
  public Tolerance tolerance() {
    return tolerance;
  }

  @Override
  public String name() {
    return "zstd";
  }

  /** Whether a file that begins so is of this format. Leaves the buffer as it is. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    if (firstBytes.remaining() < 4) {
      return false;
    }
    int magic = firstBytes.slice().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    return magic == FrameHeader.MAGIC || FrameHeader.isSkippable(magic);
  }

  /**
   * False: without a seek table, all of the file is walked through, and frames that do not tell the
   * size of their content are decoded. A file with such a frame that is damaged has no index.
   */
  @Override
  public boolean isIndexQuick() {
    return false;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    Optional<SeekTable> table = SeekTable.find(file);
    return table.isPresent()
        ? table.get().index(progress)
        : new FrameWalk(file, progress, tolerance).index();
  }

  /** {@inheritDoc} Of the first frame: all are made alike as a rule. */
  @Override
  public long memoryOutsideHeap(EncodedFile file, SeekIndex index) throws IOException {
    long at = index.encoded(0);
    int size = (int) Math.min(FrameHeader.MAX_SIZE, file.length() - at);
    long window = FrameHeader.parse(file.read(at, size)).map(FrameHeader::window).orElse(0L);
    return window > Tolerance.USUAL.window() ? window : 0;
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    long at = index.encoded(span);
    long end = span + 1 < index.spans() ? index.encoded(span + 1) : file.length();
    int piece = (int) Math.max(1, Math.min(end - at, PIECE));
    byte[] state = index.state(span);
    InputStream encoded =
        state.length == 0
            ? file.stream(at, end - at, piece)
            : ListedFrame.of(state).open(file, at, piece);
    String what = "%s: the frame at %d".formatted(file.name(), at);
    return new ExactStream(
        new FrameStream(encoded, piece, tolerance.window(), what),
        what,
        index.end(span) - index.start(span));
  }
}
