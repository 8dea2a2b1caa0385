package io.sluice.backends.seekable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in a long span where decoding has got to. Its {@link #decode} is called by the one thread
 * that it is busy on, all else under the lock of {@link SpanCursors}.
 */
final class SpanCursor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanCursor.class);

  private final SpanDecoding decoding;
  private final int span;
  private final Set<Long> wanted = new TreeSet<>();
  private volatile long next;
  private InputStream in;
  private boolean busy;
  private long lastUse;

  SpanCursor(SpanDecoding decoding, int span) {
    this.decoding = decoding;
    this.span = span;
    next = decoding.index().start(span);
  }

  int span() {
    return span;
  }

  /** The first byte that it has not passed. */
  long next() {
    return next;
  }

  boolean isAtEnd() {
    return next == decoding.index().end(span);
  }

  boolean isBusy() {
    return busy;
  }

  long lastUse() {
    return lastUse;
  }

  /** Where the chunks begin that it is still to reach. */
  Set<Long> wanted() {
    return wanted;
  }

  boolean isWanted() {
    return !wanted.isEmpty();
  }

  void want(Chunk chunk) {
    wanted.add(chunk.start());
  }

  void pass(Chunk chunk) {
    wanted.remove(chunk.start());
    next = chunk.end();
  }

  /** Returns whether it was idle. */
  boolean begin() {
    boolean idle = !busy;
    busy = true;
    return idle;
  }

  void end(long now) {
    busy = false;
    lastUse = now;
  }

  /** The one that comes next. */
  Chunk chunk() {
    return Chunk.startingAt(decoding.index(), span, next);
  }

  byte[] decode(Chunk chunk) throws IOException {
    if (in == null) {
      in = decoding.begin(span);
    }
    byte[] bytes = decoding.read(in, chunk);
    if (chunk.end() == decoding.index().end(span)) {
      decoding.requireEnd(in, chunk.end());
    }
    return bytes;
  }

  /** When it is idle, or has failed. */
  void close() {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        LOG.debug("{}: {}", decoding.file().name(), e.toString());
      }
    }
  }
}
