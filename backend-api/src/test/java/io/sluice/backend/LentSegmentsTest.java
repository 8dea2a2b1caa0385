package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LentSegmentsTest {
  private static final byte OTHERS = (byte) 0xC7;
  private static final int LENGTH = 4096;
  private static final ScsiResponse ALL = ScsiResponse.status(ScsiStatus.GOOD);

  private final Memory memory = new Memory(LENGTH, false);
  private final TestCmd cmd =
      new TestCmd(DeviceIdentity.of("disk"), new Cdb(new byte[6]), memory, Segments.EMPTY);

  /** Memory in two parts, full of what others left there. */
  private static final class Memory extends LentSegments {
    private final ByteBuffer[] parts;
    private final boolean foreign;

    Memory(int length, boolean foreign) {
      this.foreign = foreign;
      byte[] all = new byte[length];
      Arrays.fill(all, OTHERS);
      parts =
          new ByteBuffer[] {
            ByteBuffer.wrap(all, 0, length / 3).slice(),
            ByteBuffer.wrap(all, length / 3, length - length / 3).slice()
          };
    }

    byte[] sent(ScsiResponse response) {
      byte[] bytes = new byte[(int) filled(response)];
      for (int i = 0, done = 0; i < parts.length; done += parts[i++].capacity()) {
        int n = Math.max(0, Math.min(parts[i].capacity(), bytes.length - done));
        parts[i].get(0, bytes, Math.min(done, bytes.length), n);
      }
      return bytes;
    }

    @Override
    protected ByteBuffer memory(int i) {
      return parts[i];
    }

    @Override
    protected boolean isForeign() {
      return foreign;
    }

    @Override
    public int count() {
      return parts.length;
    }

    @Override
    public long length() {
      return (long) parts[0].capacity() + parts[1].capacity();
    }

    @Override
    public int length(int i) {
      return parts[i].capacity();
    }

    @Override
    protected int start(int i) {
      return 0;
    }
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void shouldSendNothingWhereNobodyPutAnything() {
    assertEquals(0, memory.sent(ALL).length);
    assertEquals(LENGTH, memory.length()); // which is no use of it
    assertEquals(0, memory.filled(ScsiResponse.good(17)));
  }

  @Test
  void shouldSendWhatWasPutAndNoMoreWhateverTheAnswerClaims() {
    cmd.put(pattern(100), 0, 100);
    cmd.put(ByteBuffer.wrap(pattern(2000)));
    byte[] sent = memory.sent(ALL);
    assertEquals(2100, sent.length);
    assertArrayEquals(pattern(100), Arrays.copyOf(sent, 100));
    assertArrayEquals(pattern(2000), Arrays.copyOfRange(sent, 100, 2100));
    assertEquals(50, memory.sent(ScsiResponse.good(LENGTH - 50)).length);
  }

  @Test
  void shouldShowZeroesToWhoGetsAtTheMemory() {
    memory.put(1500, pattern(10), 0, 10);
    byte[] expected = new byte[LENGTH];
    System.arraycopy(pattern(10), 0, expected, 1500, 10);
    assertArrayEquals(expected, memory.sent(ALL));
  }

  @Test
  void shouldShowZeroesInEveryWayToTheMemory() {
    List<Runnable> ways = new ArrayList<>();
    Memory[] lent = {new Memory(LENGTH, false)};
    ways.add(() -> lent[0].get(0, new byte[1], 0, 1));
    ways.add(() -> lent[0].buffer(1));
    ways.add(() -> lent[0].address(0));
    ways.add(() -> lent[0].iovecs());
    ways.add(() -> lent[0].slice(7, 9).buffer(0));
    ways.add(() -> lent[0].slice(7, 9).address(0));
    for (Runnable way : ways) {
      way.run();
      assertArrayEquals(new byte[LENGTH], lent[0].sent(ALL));
      lent[0] = new Memory(LENGTH, false);
    }
  }

  @Test
  void shouldKeepWhatWasPutBeforeSomebodyGetsAtTheMemory() {
    cmd.put(pattern(700), 0, 700);
    memory.put(3000, pattern(5), 0, 5);
    byte[] expected = Arrays.copyOf(pattern(700), LENGTH);
    System.arraycopy(pattern(5), 0, expected, 3000, 5);
    assertArrayEquals(expected, memory.sent(ALL));
  }

  @Test
  void shouldCountAReadOfAStoreAsFilledOnlyWhenItReturned() throws IOException {
    cmd.fill(new Store(pattern(LENGTH), LENGTH), 0, 3000);
    assertArrayEquals(Arrays.copyOf(pattern(LENGTH), 3000), memory.sent(ALL));
  }

  @Test
  void shouldSendNothingOfAReadThatFailed() {
    BlockStore failing = new Store(pattern(LENGTH), 1000);
    assertThrows(IOException.class, () -> cmd.fill(failing, 0, LENGTH));
    assertEquals(0, memory.sent(ALL).length);
    memory.put(LENGTH - 1, new byte[1], 0, 1);
    assertArrayEquals(new byte[LENGTH], memory.sent(ALL));
  }

  @Test
  void shouldSendNothingOfAReadThatIsNotOverYet() {
    List<Runnable> due = new ArrayList<>();
    LaterStore later = new LaterStore(new Store(pattern(LENGTH), LENGTH), due::add);
    cmd.beginFill(later, 0, LENGTH, failure -> {});
    assertEquals(0, memory.sent(ALL).length);
    due.forEach(Runnable::run);
    assertArrayEquals(pattern(LENGTH), memory.sent(ALL));
  }

  @Test
  void shouldShowAStoreThatLiesZeroesWhereTheMemoryWasAnothers() throws IOException {
    Memory foreign = new Memory(LENGTH, true);
    TestCmd reading =
        new TestCmd(DeviceIdentity.of("disk"), new Cdb(new byte[6]), foreign, Segments.EMPTY);
    reading.fill(new Store(new byte[0], LENGTH), 0, LENGTH);
    assertArrayEquals(new byte[LENGTH], foreign.sent(ALL));
  }

  @Property(tries = 300)
  void shouldNeverLetOthersDataOut(Any any) {
    int n = any.intWithin(1, 9);
    Random random = any.random();
    Memory lent = new Memory(1 + random.nextInt(9000), random.nextBoolean());
    TestCmd using =
        new TestCmd(DeviceIdentity.of("disk"), new Cdb(new byte[6]), lent, Segments.EMPTY);
    for (int i = 0; i < n; i++) {
      use(using, lent, random);
    }
    for (byte sent : lent.sent(ScsiResponse.good(random.nextInt(200)))) {
      assertTrue(sent != OTHERS);
    }
  }

  private static void use(TestCmd using, Memory lent, Random random) {
    int at = random.nextInt((int) lent.length());
    int length = 1 + random.nextInt((int) lent.length() - at);
    switch (random.nextInt(4)) {
      case 0 -> using.put(new byte[length], 0, length);
      case 1 -> lent.put(at, new byte[length], 0, length);
      case 2 -> lent.slice(at, length).zero(0, 1);
      default -> {
        try {
          using.fill(new Store(new byte[length], random.nextInt(length + 1)), 0, length);
        } catch (IOException e) { // and goes on as if nothing were wrong
          return;
        }
      }
    }
  }

  /** Reads so far and then fails; where it has no content at all it only says that it read. */
  private static final class Store implements BlockStore {
    private final byte[] content;
    private final int readable;

    Store(byte[] content, int readable) {
      this.content = content;
      this.readable = readable;
    }

    @Override
    public void read(long offset, Segments into) throws IOException {
      if (content.length > 0) {
        into.put(0, content, (int) offset, (int) Math.min(into.length(), readable));
      }
      if (into.length() > readable) {
        throw new IOException("of the test");
      }
    }

    @Override
    public VolumeInfo info() {
      return new VolumeInfo(new Geometry(8, 512, 512), Capabilities.PLAIN, "test");
    }

    @Override
    public void write(long offset, Segments from, int flags) {}

    @Override
    public void flush() {}

    @Override
    public void discard(long offset, long length) {}

    @Override
    public void writeZeroes(long offset, long length, int flags) {}

    @Override
    public void close() {}
  }
}
