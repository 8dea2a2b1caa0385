package io.sluice.backends.seekable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where decoding of one file can begin. Cuts the decoded content into spans, without gaps: span
 * {@code i} holds the decoded bytes {@code [start(i), end(i))}, at least one. Immutable.
 */
public final class SeekIndex {
  /** Spans that an index may have: 24 bytes each, besides what the format adds. */
  public static final int MAX_SPANS = 1 << 24;

  /** Bytes of all {@link #state}s together. */
  public static final long MAX_STATE = 1L << 30;

  private static final byte[] NO_STATE = {};

  private final long[] starts;
  private final long[] encoded;
  private final byte[][] states;
  private final long length;
  private final long leftOut;

  private SeekIndex(long[] starts, long[] encoded, byte[][] states, long length, long leftOut) {
    this.starts = starts;
    this.encoded = encoded;
    this.states = states;
    this.length = length;
    this.leftOut = leftOut;
  }

  /** Bytes at the file's end that are none of it, and that a person should know of. */
  public long leftOut() {
    return leftOut;
  }

  /** Decoded bytes in all. */
  public long length() {
    return length;
  }

  /** Number of spans; 0 only where the length is 0. */
  public int spans() {
    return starts.length;
  }

  /** First decoded byte of a span. */
  public long start(int span) {
    return starts[span];
  }

  /** One past the last decoded byte of a span. */
  public long end(int span) {
    return span + 1 < starts.length ? starts[span + 1] : length;
  }

  /** Where the span is in the file. What it counts, bytes or bits, is the format's to say. */
  public long encoded(int span) {
    return encoded[span];
  }

  /** What the format needs besides to decode the span; empty where nothing. Not to be changed. */
  public byte[] state(int span) {
    return states == null ? NO_STATE : states[span];
  }

  /** Whether any span has a state. */
  boolean hasStates() {
    return states != null;
  }

  /** The span that holds a decoded byte. */
  public int find(long decoded) {
    Objects.checkIndex(decoded, length);
    int at = Arrays.binarySearch(starts, decoded);
    return at >= 0 ? at : -at - 2;
  }

  /** Collects spans in their order. For one thread. */
  public static final class Builder {
    private long[] starts = new long[64];
    private long[] encoded = new long[64];
    private byte[][] states;
    private int count;
    private long stateBytes;
    private long leftOut;

    /** Spans so far. */
    public int spans() {
      return count;
    }

    /** Adds a span without a state. */
    public Builder add(long start, long encodedAt) throws DamagedException {
      return add(start, encodedAt, NO_STATE);
    }

    /**
     * Adds the span that begins with the decoded byte {@code start}, where the one before ends; the
     * first begins with 0.
     *
     * @param encodedAt where it is in the file, as the format counts
     * @param state what is needed to decode it; kept, not copied
     * @throws DamagedException when it does not begin behind the one before, or there are too many
     */
    public Builder add(long start, long encodedAt, byte[] state) throws DamagedException {
      if (count == 0 ? start != 0 : start <= starts[count - 1]) {
        throw new DamagedException("a span that begins at " + start + " is out of order");
      }
      if (count == MAX_SPANS || stateBytes + state.length > MAX_STATE) {
        throw new DamagedException("more than " + count + " places to begin at are too many");
      }
      if (count == starts.length) {
        grow();
      }
      if (state.length > 0) {
        if (states == null) {
          states = new byte[starts.length][];
          Arrays.fill(states, 0, count, NO_STATE);
        }
        stateBytes += state.length;
      }
      if (states != null) {
        states[count] = state;
      }
      starts[count] = start;
      encoded[count] = encodedAt;
      count++;
      return this;
    }

    /** Notes bytes at the file's end that are none of it; 0 for none. */
    public Builder leaveOut(long bytes) {
      leftOut = bytes;
      return this;
    }

    private void grow() {
      int capacity = Math.min(MAX_SPANS, count * 2);
      starts = Arrays.copyOf(starts, capacity);
      encoded = Arrays.copyOf(encoded, capacity);
      if (states != null) {
        states = Arrays.copyOf(states, capacity);
      }
    }

    /**
     * The index.
     *
     * @param length decoded bytes in all
     * @throws DamagedException when the last span would be empty
     */
    public SeekIndex build(long length) throws DamagedException {
      if (count == 0 ? length != 0 : length <= starts[count - 1]) {
        throw new DamagedException("a decoded length of " + length + " is too small");
      }
      return new SeekIndex(
          Arrays.copyOf(starts, count),
          Arrays.copyOf(encoded, count),
          states == null ? null : Arrays.copyOf(states, count),
          length,
          leftOut);
    }
  }
}
