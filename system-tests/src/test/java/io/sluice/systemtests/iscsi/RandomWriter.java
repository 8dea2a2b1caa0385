package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Writes at random through QEMU's initiator, and keeps what a disk has to hold by what was
 * acknowledged. What was under way when the disk's server died may be there or not, until it is
 * written anew, which is the first thing that is done then.
 */
final class RandomWriter {
  private static final int SECTOR = 512;
  private static final int LONGEST = 600;

  private final byte[] expected;
  private final Random random;
  private long acknowledged;
  private int uncertainFrom;
  private int uncertainTo;

  /**
   * @param content of the disk
   */
  RandomWriter(byte[] content, Random random) {
    expected = content.clone();
    this.random = random;
  }

  /** How many writes were acknowledged. */
  long acknowledged() {
    return acknowledged;
  }

  /**
   * Writes until the initiator's process ends.
   *
   * @param initiator a {@code qemu-io} of the disk
   * @param onFirst run once the first write is acknowledged: by then it is logged in
   */
  void writeTo(Process initiator, Runnable onFirst) throws IOException {
    Runnable next = onFirst;
    try (BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(initiator.getInputStream(), StandardCharsets.ISO_8859_1));
        Writer commands = initiator.outputWriter()) {
      while (write(commands, answers)) {
        acknowledged++;
        next.run();
        next = () -> {};
      }
    }
  }

  /** Returns whether it was acknowledged. */
  private boolean write(Writer commands, BufferedReader answers) throws IOException {
    if (uncertainTo == 0) {
      int sectors = 1 + random.nextInt(random.nextBoolean() ? 16 : LONGEST);
      uncertainFrom = random.nextInt(expected.length / SECTOR - sectors) * SECTOR;
      uncertainTo = uncertainFrom + sectors * SECTOR;
    }
    int length = uncertainTo - uncertainFrom;
    byte value = (byte) (random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(255));
    String how = value == 0 ? "-z" : "-P " + Byte.toUnsignedInt(value);
    try {
      commands.write("write %s %d %d\n".formatted(how, uncertainFrom, length));
      commands.flush();
    } catch (IOException e) {
      return false; // it is dead
    }
    String answer = answers.readLine();
    while (answer != null && !answer.contains("wrote ")) {
      assertEquals(-1, answer.indexOf("failed"), answer);
      answer = answers.readLine();
    }
    if (answer == null) {
      return false;
    }
    Arrays.fill(expected, uncertainFrom, uncertainTo, value);
    uncertainTo = 0;
    return true;
  }

  /** Fails unless a disk holds all that was acknowledged, and else what it held before. */
  void check(byte[] content) {
    assertEquals(expected.length, content.length);
    if (uncertainTo > 0) {
      System.arraycopy(
          content, uncertainFrom, expected, uncertainFrom, uncertainTo - uncertainFrom);
    }
    int differs = Arrays.mismatch(expected, content);
    assertEquals(-1, differs, "after " + acknowledged + " writes, differs at");
  }
}
