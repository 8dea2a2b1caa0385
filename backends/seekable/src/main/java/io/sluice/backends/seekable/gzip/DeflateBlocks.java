package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes deflate (RFC 1951) block by block. The JDK's decoder is several times as fast, but tells
 * nobody where a block begins, which is where it can be made to begin later.
 */
final class DeflateBlocks {
  /** How far back a copy may reach. */
  static final int WINDOW = 32 << 10;

  /** Takes decoded bytes, in their order. */
  interface Sink {
    void take(byte[] bytes, int from, int length) throws IOException;
  }

  private static final int LONGEST_COPY = 258;
  private static final int PIECE = 256 << 10;
  private static final int END_OF_BLOCK = 256;
  private static final int MOST_LITERALS = 286;
  private static final int MOST_DISTANCES = 30;
  private static final int LENGTH_CODES = 19;
  private static final byte[] LENGTH_CODE_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] DISTANCE_BASE = {
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577
  };
  private static final int[] DISTANCE_EXTRA = {
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
  };

  private final BitReader in;
  private final Sink sink;
  private final byte[] out = new byte[WINDOW + PIECE];
  private final byte[] lengths = new byte[MOST_LITERALS + MOST_DISTANCES + LONGEST_COPY];
  private final HuffmanTable lengthCodes = new HuffmanTable();
  private final HuffmanTable literals = new HuffmanTable();
  private final HuffmanTable distances = new HuffmanTable();

  private int position;
  private int given;

  /** The first byte of this stream that is still there. */
  private int begin;

  DeflateBlocks(BitReader in, Sink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** Before the first block of a stream. */
  void beginStream() throws IOException {
    flush();
    begin = position;
  }

  /**
   * Decodes the next block.
   *
   * @return whether it was the stream's last
   * @throws DamagedException when it is none; the message lacks the file's name
   */
  boolean block() throws IOException {
    boolean last = in.take(1) == 1;
    switch (in.take(2)) {
      case 0 -> stored();
      case 1 -> {
        setFixedCodes();
        coded();
      }
      case 2 -> {
        readCodes();
        coded();
      }
      default -> throw new DamagedException("a block of a kind that nobody knows");
    }
    return last;
  }

  /** Gives all that was decoded to the sink. */
  void flush() throws IOException {
    if (position > given) {
      sink.take(out, given, position - given);
      given = position;
    }
  }

  /** What copies can reach from here. */
  byte[] window() {
    return Arrays.copyOfRange(out, Math.max(begin, position - WINDOW), position);
  }

  /** Makes room for one copy at the least. */
  private void makeRoom() throws IOException {
    if (position > out.length - LONGEST_COPY) {
      flush();
      int shift = position - WINDOW;
      System.arraycopy(out, shift, out, 0, WINDOW);
      position = WINDOW;
      given = WINDOW;
      begin = Math.max(0, begin - shift);
    }
  }

  private void stored() throws IOException {
    in.align();
    int length = in.take(16);
    if ((in.take(16) ^ 0xFFFF) != length) {
      throw new DamagedException("a stored block's length is damaged");
    }
    while (length > 0) {
      makeRoom();
      int part = Math.min(length, out.length - position);
      in.copy(out, position, part);
      position += part;
      length -= part;
    }
  }

  private void setFixedCodes() throws DamagedException {
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    literals.set(lengths, 0, 288, false);
    Arrays.fill(lengths, 0, 32, (byte) 5);
    distances.set(lengths, 0, 32, false);
  }

  private void readCodes() throws IOException {
    int literalCount = 257 + in.take(5);
    int distanceCount = 1 + in.take(5);
    int lengthCount = 4 + in.take(4);
    if (literalCount > MOST_LITERALS || distanceCount > MOST_DISTANCES) {
      throw new DamagedException("a block has too many symbols");
    }
    Arrays.fill(lengths, 0, LENGTH_CODES, (byte) 0);
    for (int i = 0; i < lengthCount; i++) {
      lengths[LENGTH_CODE_ORDER[i]] = (byte) in.take(3);
    }
    lengthCodes.set(lengths, 0, LENGTH_CODES, false);
    readLengths(literalCount + distanceCount);
    if (lengths[END_OF_BLOCK] == 0) {
      throw new DamagedException("a block has no end");
    }
    literals.set(lengths, 0, literalCount, true);
    distances.set(lengths, literalCount, distanceCount, true);
  }

  /** RFC 1951, 3.2.7. */
  private void readLengths(int total) throws IOException {
    int at = 0;
    while (at < total) {
      int symbol = next(lengthCodes);
      if (symbol < 16) {
        lengths[at++] = (byte) symbol;
        continue;
      }
      byte repeated = 0;
      int times;
      if (symbol == 16) {
        if (at == 0) {
          throw new DamagedException("a block's code begins with a repetition");
        }
        repeated = lengths[at - 1];
        times = 3 + in.take(2);
      } else {
        times = symbol == 17 ? 3 + in.take(3) : 11 + in.take(7);
      }
      if (at + times > total) {
        throw new DamagedException("a block's code is too long");
      }
      Arrays.fill(lengths, at, at + times, repeated);
      at += times;
    }
  }

  private int next(HuffmanTable table) throws IOException {
    in.fill();
    int entry = table.look(in.peek());
    return symbol(entry);
  }

  private int symbol(int entry) throws DamagedException {
    int bits = HuffmanTable.bits(entry);
    if (bits == 0) {
      throw new DamagedException("a code that stands for nothing");
    }
    in.drop(bits);
    return HuffmanTable.symbol(entry);
  }

  private void coded() throws IOException {
    while (true) {
      makeRoom();
      in.fill(); // enough for a copy's 15 + 5 + 15 + 13 bits
      int symbol = symbol(literals.look(in.peek()));
      if (symbol < END_OF_BLOCK) {
        out[position++] = (byte) symbol;
      } else if (symbol == END_OF_BLOCK) {
        return;
      } else {
        copy(symbol - END_OF_BLOCK - 1);
      }
    }
  }

  private void copy(int lengthSymbol) throws IOException {
    if (lengthSymbol >= LENGTH_BASE.length) {
      throw new DamagedException("a copy of a length that nobody knows");
    }
    int length = LENGTH_BASE[lengthSymbol] + extra(LENGTH_EXTRA[lengthSymbol]);
    int distanceSymbol = symbol(distances.look(in.peek()));
    if (distanceSymbol >= DISTANCE_BASE.length) {
      throw new DamagedException("a copy from a distance that nobody knows");
    }
    int distance = DISTANCE_BASE[distanceSymbol] + extra(DISTANCE_EXTRA[distanceSymbol]);
    if (distance > position - begin) {
      throw new DamagedException("a copy from before the beginning");
    }
    int from = position - distance;
    if (distance >= length) {
      System.arraycopy(out, from, out, position, length);
      position += length;
    } else {
      for (int end = position + length; position < end; ) {
        out[position++] = out[from++];
      }
    }
  }

  private int extra(int bits) throws IOException {
    int value = (int) (in.peek() & (1L << bits) - 1);
    in.drop(bits);
    return value;
  }
}
