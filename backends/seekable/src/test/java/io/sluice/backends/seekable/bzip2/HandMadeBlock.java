package io.sluice.backends.seekable.bzip2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A stream of one block as no compressor would write it: among its code lengths, in a table that no
 * symbol uses, are magic numbers.
 */
final class HandMadeBlock {
  private static final int SYMBOLS = 258;
  private static final int CODE_BITS = 9;

  private final byte[] bytes = new byte[100_000];
  private int bit;

  private HandMadeBlock() {}

  /**
   * @param content all 256 bytes at least once, none four times in a row
   * @param magics up to 5 magic numbers in it
   */
  static byte[] stream(byte[] content, int magics) {
    HandMadeBlock made = new HandMadeBlock();
    made.put(0x425A6831, 32);
    made.put(Block.MAGIC, 48);
    made.put(crc(content), 32);
    made.block(content, magics);
    made.put(Block.STREAM_END, 48);
    made.put(crc(content), 32);
    return Arrays.copyOf(made.bytes, (made.bit + 7) / 8);
  }

  private void put(long value, int count) {
    Bits.put(bytes, bit, value, count);
    bit += count;
  }

  private void block(byte[] content, int magics) {
    int length = content.length;
    Integer[] rotations =
        IntStream.range(0, length)
            .boxed()
            .sorted(
                Comparator.comparing(
                    i -> new String(rotated(content, i), StandardCharsets.ISO_8859_1)))
            .toArray(Integer[]::new);
    byte[] last = new byte[length];
    for (int i = 0; i < length; i++) {
      last[i] = content[(rotations[i] + length - 1) % length];
    }
    put(Arrays.asList(rotations).indexOf(0), 1 + 24);
    for (int i = 0; i < 17; i++) {
      put(0xFFFF, 16);
    }
    int[] symbols = moveToFront(last);
    int selectors = (symbols.length + 49) / 50;
    put(2, 3);
    put(selectors, 15);
    put(0, selectors);
    put(CODE_BITS, 5);
    bit += SYMBOLS;
    lengthsWith(magics);
    for (int symbol : symbols) {
      put(symbol, CODE_BITS);
    }
  }

  private static byte[] rotated(byte[] content, int by) {
    byte[] rotated = new byte[content.length];
    System.arraycopy(content, by, rotated, 0, content.length - by);
    System.arraycopy(content, 0, rotated, content.length - by, by);
    return rotated;
  }

  /** Any bits are code lengths: 0 ends one, 10 makes it longer by one, 11 shorter. */
  private void lengthsWith(int magics) {
    put(CODE_BITS, 5);
    int lengths = 0;
    for (int i = 0; i < magics; i++) {
      put(Block.MAGIC, 48);
      int longer = 0;
      int at = 47;
      for (; at >= 0; at--) {
        if ((Block.MAGIC >>> at & 1) == 0) {
          lengths++;
        } else {
          longer += --at >= 0 && (Block.MAGIC >>> at & 1) == 0 ? 1 : -1;
        }
      }
      // A magic number's last 1 is made a 11; then as many further ones as it takes.
      put(1, at < -1 ? 1 : 0);
      for (; longer > 0; longer--) {
        put(3, 2);
      }
    }
    bit += SYMBOLS - lengths;
  }

  /** With an end, and runs of the front symbol in bijective base 2. */
  private static int[] moveToFront(byte[] last) {
    IntStream.Builder symbols = IntStream.builder();
    byte[] order = new byte[256];
    for (int i = 0; i < 256; i++) {
      order[i] = (byte) i;
    }
    int run = 0;
    for (byte next : last) {
      int at = 0;
      while (order[at] != next) {
        at++;
      }
      if (at == 0) {
        run++;
        continue;
      }
      run(run, symbols);
      run = 0;
      System.arraycopy(order, 0, order, 1, at);
      order[0] = next;
      symbols.add(at + 1);
    }
    run(run, symbols);
    return symbols.add(SYMBOLS - 1).build().toArray();
  }

  private static void run(int length, IntStream.Builder symbols) {
    for (int left = length; left > 0; left = (left - 1) / 2) {
      symbols.add((left - 1) % 2);
    }
  }

  private static int crc(byte[] content) {
    int crc = -1;
    for (byte next : content) {
      crc ^= next << 24;
      for (int i = 0; i < 8; i++) {
        crc = crc << 1 ^ (crc < 0 ? 0x04C11DB7 : 0);
      }
    }
    return ~crc;
  }
}
