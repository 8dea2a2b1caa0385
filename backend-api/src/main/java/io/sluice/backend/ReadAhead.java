package io.sluice.backend;

/**
 * Recognises a few concurrent sequential read streams, and advises how far ahead to fetch: more
 * with each sequential step, nothing after the first step that is not sequential. Thread-safe.
 */
public final class ReadAhead {
  private static final int STREAMS = 8;

  /** Concurrent commands arrive in any order. */
  private static final long SLACK = 2 << 20;

  private static final int LEAST_HITS = 2;

  private final long first;
  private final long most;
  private final Stream[] streams = new Stream[STREAMS];
  private long clock;

  /** One sequential reader. */
  private static final class Stream {
    private long next;
    private int hits;
    private long ahead;
    private long lastUse;
  }

  /**
   * What to fetch.
   *
   * @param from the first byte
   * @param to the byte after the last; at most {@code from} if there is nothing to fetch
   * @param random whether this read belonged to no sequence
   */
  public record Advice(long from, long to, boolean random) {}

  /**
   * @param first bytes to fetch ahead at first
   * @param most bytes to fetch ahead at most; 0 for never
   */
  public ReadAhead(long first, long most) {
    this.first = first;
    this.most = most;
  }

  /**
   * To be called before each read.
   *
   * @param offset its first byte
   * @param length bytes, more than 0
   */
  public synchronized Advice onRead(long offset, long length) {
    clock++;
    Stream stream = find(offset);
    if (stream == null) {
      stream = leastUsed();
      stream.hits = 0;
      stream.ahead = 0;
      stream.next = offset + length;
      stream.lastUse = clock;
      return new Advice(0, 0, true);
    }
    stream.lastUse = clock;
    if (offset + length <= stream.next) {
      return new Advice(0, 0, false);
    }
    stream.hits++;
    stream.next = offset + length;
    return advise(stream);
  }

  private Advice advise(Stream stream) {
    if (stream.hits < LEAST_HITS || most == 0) {
      return new Advice(0, 0, false);
    }
    long window = Math.min(most, first << Math.min(stream.hits - LEAST_HITS, 20));
    long from = Math.max(stream.next, stream.ahead);
    long to = stream.next + window;
    // In steps of half a window, so that requests are long.
    if (to - from < window / 2) {
      return new Advice(0, 0, false);
    }
    stream.ahead = to;
    return new Advice(from, to, false);
  }

  private Stream find(long offset) {
    for (Stream stream : streams) {
      if (stream != null && Math.abs(offset - stream.next) <= slack(stream)) {
        return stream;
      }
    }
    return null;
  }

  /** The first steps must match exactly. */
  private static long slack(Stream stream) {
    return stream.hits < LEAST_HITS ? 0 : SLACK;
  }

  private Stream leastUsed() {
    int least = 0;
    for (int i = 0; i < STREAMS; i++) {
      if (streams[i] == null) {
        streams[i] = new Stream();
        return streams[i];
      }
      if (streams[i].lastUse < streams[least].lastUse) {
        least = i;
      }
    }
    return streams[least];
  }
}
