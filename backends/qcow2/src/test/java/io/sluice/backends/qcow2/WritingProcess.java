package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.WriteFlags;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * A process that writes to an image from some threads until it is killed, and tells its parent what
 * it is about to do and what was done. Block b of a thread's share holds b and the step's number.
 */
final class WritingProcess {
  static final int BLOCK = 4096;
  static final int BLOCKS = 4096;
  static final int THREADS = 4;
  static final int SHARE = BLOCKS / THREADS;
  static final int MOST = 40;

  private static final byte BEGIN = 0;
  private static final byte DONE = 1;

  private WritingProcess() {}

  /** Opens an image of this test. */
  static BlockStore open(Path image) throws IOException {
    Optional<Path> base = Optional.of(image.resolveSibling("base.raw"));
    Qcow2Options options = Qcow2Options.DEFAULT.withBlockSize(BLOCK);
    if (base.get().toFile().exists()) {
      options =
          options.withBacking(
              new Qcow2Options.Backing(new RawVolume(base.get()), base.get().toUri().toString()));
    }
    return TestImages.open(image, options);
  }

  public static void main(String[] arguments) throws IOException {
    BlockStore store = open(Path.of(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    int firstStep = Integer.parseInt(arguments[2]);
    DataOutputStream out = new DataOutputStream(System.out);
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> work(store, thread, new Random(seed + thread), firstStep, out)).start();
    }
  }

  private static void work(
      BlockStore store, int thread, Random random, int firstStep, DataOutputStream out) {
    try {
      for (int step = firstStep; ; step++) {
        int first = random.nextInt(SHARE);
        int count = 1 + random.nextInt(Math.min(MOST, SHARE - first));
        int kind = random.nextInt(12);
        int value = kind < 2 ? 0 : step;
        tell(out, BEGIN, thread, first, count, value);
        long offset = (long) (thread * SHARE + first) * BLOCK;
        switch (kind) {
          case 0 -> store.writeZeroes(offset, (long) count * BLOCK, WriteFlags.MAY_DISCARD);
          case 1 -> store.discard(offset, (long) count * BLOCK);
          default -> store.write(offset, Segments.of(content(value, count)), 0);
        }
        if (kind == 2) {
          store.flush();
        }
        tell(out, DONE, thread, first, count, value);
      }
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }

  static byte[] content(int value, int blocks) {
    ByteBuffer bytes = ByteBuffer.allocate(blocks * BLOCK);
    while (bytes.hasRemaining()) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static void tell(
      DataOutputStream out, byte what, int thread, int first, int count, int value)
      throws IOException {
    ByteBuffer message = ByteBuffer.allocate(Acknowledged.MESSAGE);
    message.put(what).put((byte) thread).putInt(first).putInt(count).putInt(value);
    synchronized (out) {
      out.write(message.array());
      out.flush();
    }
  }

  /** What the parent knows of each block. */
  static final class Acknowledged {
    static final int MESSAGE = 14;

    private final int[] done = new int[BLOCKS];
    private final int[] pending = new int[BLOCKS];

    Acknowledged() {
      Arrays.fill(pending, -1);
    }

    void take(ByteBuffer message) {
      boolean isDone = message.get() == DONE;
      int thread = message.get();
      int first = thread * SHARE + message.getInt();
      int count = message.getInt();
      int value = message.getInt();
      for (int i = first; i < first + count; i++) {
        if (isDone) {
          done[i] = value;
        }
        pending[i] = isDone ? -1 : value;
      }
    }

    /** Requires that each block holds what was acknowledged last, or what was under way. */
    void check(byte[] disk) {
      ByteBuffer words = ByteBuffer.wrap(disk);
      for (int i = 0; i < BLOCKS; i++) {
        for (int at = i * BLOCK; at < (i + 1) * BLOCK; at += Integer.BYTES) {
          int found = words.getInt(at);
          if (found != done[i] && found != pending[i]) {
            throw new AssertionError(
                "block %d, byte %d: %d, but %d was acknowledged and %d under way"
                    .formatted(i, at - i * BLOCK, found, done[i], pending[i]));
          }
        }
        done[i] = words.getInt(i * BLOCK);
        pending[i] = -1;
      }
    }
  }
}
