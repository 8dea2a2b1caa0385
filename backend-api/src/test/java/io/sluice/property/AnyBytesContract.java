package io.sluice.property;

import java.util.Arrays;
import java.util.List;

/**
 * What holds of everything that reads bytes from outside: it takes them or refuses them as it says,
 * whatever they are. A build tries bytes that are nearly right; {@code ./sluice soak} has Jazzer
 * look for bytes that reach more of the code, with one of these tests at a time.
 */
public abstract class AnyBytesContract {
  private static final int LONGEST_NONSENSE = 200;

  private List<byte[]> sound;

  /** Bytes that are right, of each kind that there is; short ones are tried more often. */
  public abstract List<byte[]> sound() throws Exception;

  /** Reads them. Throws nothing where they are refused as they should be, and checks the rest. */
  public abstract void read(byte[] bytes) throws Exception;

  @Property(tries = 500)
  void shouldTakeOrRefuseAnyBytes(Any any) throws Exception {
    if (sound == null) {
      sound = sound();
    }
    read(any.intWithin(0, 7) == 0 ? any.bytes(0, LONGEST_NONSENSE) : damaged(any));
  }

  /** Some changed, and the rest cut off now and then. */
  private byte[] damaged(Any any) {
    byte[] bytes = sound.get(any.intWithin(0, sound.size() - 1)).clone();
    for (int change = any.intWithin(0, 6); change > 0 && bytes.length > 0; change--) {
      int at = any.intWithin(0, bytes.length - 1);
      bytes[any.flag() ? bytes.length - 1 - at : at] = (byte) any.intWithin(0, 255);
    }
    int length = any.intWithin(0, 3) == 3 ? any.intWithin(0, bytes.length) : bytes.length;
    return Arrays.copyOf(bytes, length);
  }
}
