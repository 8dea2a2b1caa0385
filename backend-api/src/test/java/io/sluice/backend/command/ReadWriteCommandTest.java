package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadWriteCommandTest {
  private static final int FUA = 0x08;
  private static final int DPO = 0x10;

  /** READ or WRITE of that length of CDB. */
  private static TestCmd cdb(boolean write, int size, int byte1, long lba, long blocks) {
    int[] opcodes = write ? new int[] {0x0A, 0x2A, 0xAA, 0x8A} : new int[] {0x08, 0x28, 0xA8, 0x88};
    byte[] bytes = new byte[size];
    ByteBuffer cdb = ByteBuffer.wrap(bytes);
    switch (size) {
      case 6 -> cdb.putInt(0, (int) lba & 0x1FFFFF).put(0, (byte) opcodes[0]).put(4, (byte) blocks);
      case 10 -> cdb.put(0, (byte) opcodes[1]).putInt(2, (int) lba).putShort(7, (short) blocks);
      case 12 -> cdb.put(0, (byte) opcodes[2]).putInt(2, (int) lba).putInt(6, (int) blocks);
      default -> cdb.put(0, (byte) opcodes[3]).putLong(2, lba).putInt(10, (int) blocks);
    }
    bytes[1] |= (byte) byte1;
    int[] ints = new int[size];
    for (int i = 0; i < size; i++) {
      ints[i] = bytes[i];
    }
    return TestCmd.of(ints);
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "6, 512",
    "10, 512",
    "12, 512",
    "16, 512",
    "6, 4096",
    "10, 4096",
    "12, 4096",
    "16, 4096"
  })
  void shouldReadBackWhatWasWritten(int size, int blockSize) throws IOException {
    ArrayStore store = store(1000, blockSize, ALL);
    byte[] data = randomBytes(3 * blockSize);
    assertEquals(ScsiResponse.good(), run(cdb(true, size, 0, 997, 3).withDataOut(data), store));
    TestCmd read = cdb(false, size, 0, 997, 3).withDataIn(data.length);
    assertEquals(ScsiResponse.good(), run(read, store));
    assertArrayEquals(data, read.received());
    assertArrayEquals(data, Arrays.copyOfRange(store.content(), 997 * blockSize, 1000 * blockSize));
  }

  @Test
  void shouldReadBlockZeroWithTheSixByteForm() throws IOException {
    ArrayStore store = store(1000, 512, ALL);
    run(cdb(true, 10, 0, 0, 1).withDataOut(randomBytes(512)), store);
    TestCmd read = cdb(false, 6, 0, 0, 1).withDataIn(512);
    run(read, store);
    assertArrayEquals(randomBytes(512), read.received());
  }

  @Test
  void shouldTransfer256BlocksForZeroOfTheSixByteForm() throws IOException {
    ArrayStore store = store(1000, 512, ALL);
    byte[] data = randomBytes(256 * 512);
    run(cdb(true, 6, 0, 4, 0).withDataOut(data), store);
    TestCmd read = cdb(false, 6, 0, 4, 0).withDataIn(data.length);
    assertEquals(ScsiResponse.good(), run(read, store));
    assertArrayEquals(data, read.received());
  }

  @Test
  void shouldReachBlocksPast65536WithTheSixByteForm() throws IOException {
    ArrayStore store = store(0x10010, 512, ALL);
    run(cdb(true, 6, 0, 0x1000F, 1).withDataOut(randomBytes(512)), store);
    assertEquals(List.of("write " + 0x1000FL * 512 + " 512 0"), store.calls());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 16})
  void shouldDoNothingForALengthOfZero(int size) throws IOException {
    ArrayStore store = store(100, 512, ALL);
    assertEquals(ScsiResponse.good(), run(cdb(true, size, 0, 5, 0), store));
    assertEquals(ScsiResponse.good(), run(cdb(false, size, 0, 5, 0), store));
    assertEquals(ScsiResponse.good(), run(cdb(false, size, 0, 100, 0), store));
    assertIllegal(AdditionalSense.LBA_OUT_OF_RANGE, run(cdb(false, size, 0, 101, 0), store));
    assertEquals(List.of(), store.calls());
  }

  @ParameterizedTest
  @CsvSource({
    "6, 100, 1",
    "6, 99, 2",
    "10, 100, 1",
    "10, 99, 2",
    "10, 1, 100",
    "10, 0xFFFFFFFF, 1",
    "12, 0xFFFFFFFF, 0xFFFFFFFF",
    "12, 0, 101",
    "16, 100, 1",
    "16, -1, 1",
    "16, -1, 0xFFFFFFFF",
    "16, 0x7FFFFFFFFFFFFFFF, 1",
    "16, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFF",
    "16, 0x0080000000000000, 1"
  })
  void shouldRefuseBlocksThatAreNotThere(int size, String lba, String blocks) throws IOException {
    ArrayStore store = store(100, 512, ALL);
    TestCmd read = cdb(false, size, 0, Long.decode(lba), Long.decode(blocks)).withDataIn(4096);
    TestCmd write =
        cdb(true, size, 0, Long.decode(lba), Long.decode(blocks)).withDataOut(new byte[4096]);
    assertIllegal(AdditionalSense.LBA_OUT_OF_RANGE, run(read, store));
    assertIllegal(AdditionalSense.LBA_OUT_OF_RANGE, run(write, store));
    assertEquals(List.of(), store.calls());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 16})
  void shouldGiveFuaToTheStoreAndIgnoreDpo(int size) throws IOException {
    ArrayStore store = store(100, 512, ALL);
    run(cdb(true, size, DPO, 1, 1).withDataOut(new byte[512]), store);
    run(cdb(true, size, FUA | DPO, 1, 1).withDataOut(new byte[512]), store);
    run(cdb(false, size, DPO, 1, 1).withDataIn(512), store);
    assertEquals(List.of("write 512 512 0", "write 512 512 1", "read 512 512 0"), store.calls());
  }

  @Test
  void shouldNotTakeAnAddressBitOfTheSixByteFormForFua() throws IOException {
    ArrayStore store = store(0x90000, 512, ALL);
    run(cdb(true, 6, 0, 0x080000, 1).withDataOut(new byte[512]), store);
    assertEquals(List.of("write " + 0x080000L * 512 + " 512 0"), store.calls());
  }

  @Test
  void shouldReadFromTheMediumWithFua() throws IOException {
    ArrayStore cached = store(100, 512, ALL);
    run(cdb(false, 10, FUA, 1, 1).withDataIn(512), cached);
    assertEquals(List.of("flush 0 0 0", "read 512 512 0"), cached.calls());
    ArrayStore uncached = store(100, 512, Capabilities.PLAIN);
    run(cdb(false, 10, FUA, 1, 1).withDataIn(512), uncached);
    assertEquals(List.of("read 512 512 0"), uncached.calls());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 16})
  void shouldRefuseProtectionInformation(int size) throws IOException {
    ArrayStore store = store(100, 512, ALL);
    for (int protect : new int[] {0x20, 0x80, 0xE0}) {
      TestCmd read = cdb(false, size, protect, 0, 1).withDataIn(512);
      TestCmd write = cdb(true, size, protect, 0, 1).withDataOut(new byte[512]);
      assertInvalidFieldInCdb(1, 7, run(read, store));
      assertInvalidFieldInCdb(1, 7, run(write, store));
    }
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldRefuseWhatTheBufferHasNoRoomFor() throws IOException {
    ArrayStore store = store(100, 512, ALL);
    AdditionalSense expected = AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT;
    assertIllegal(expected, run(cdb(false, 10, 0, 0, 2).withDataIn(1023), store));
    assertIllegal(expected, run(cdb(true, 10, 0, 0, 2).withDataOut(new byte[1023]), store));
    assertIllegal(expected, run(cdb(true, 10, 0, 0, 2), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldLeaveTheRestOfALongerBuffer() throws IOException {
    ArrayStore store = store(100, 512, ALL);
    byte[] data = randomBytes(2000);
    assertEquals(ScsiResponse.good(), run(cdb(true, 10, 0, 0, 2).withDataOut(data), store));
    TestCmd read = cdb(false, 10, 0, 0, 2).withDataIn(1100);
    assertEquals(ScsiResponse.good(76), run(read, store));
    assertArrayEquals(Arrays.copyOf(data, 1024), read.received());
    assertEquals(List.of("write 0 1024 0", "read 0 1024 0"), store.calls());
  }

  @Test
  void shouldRefuseMoreThanItTakesAtOnce() throws IOException {
    Capabilities can = Capabilities.builder().maximumTransfer(4096).build();
    ArrayStore store = store(100, 512, can);
    assertEquals(ScsiResponse.good(), run(cdb(false, 10, 0, 0, 8).withDataIn(4096), store));
    assertInvalidFieldInCdb(7, -1, run(cdb(false, 10, 0, 0, 9).withDataIn(9 * 512), store));
    assertInvalidFieldInCdb(
        4, -1, run(cdb(true, 6, 0, 0, 9).withDataOut(new byte[9 * 512]), store));
    assertInvalidFieldInCdb(6, -1, run(cdb(false, 12, 0, 0, 9).withDataIn(9 * 512), store));
    assertInvalidFieldInCdb(10, -1, run(cdb(false, 16, 0, 0, 9).withDataIn(9 * 512), store));
  }

  @Test
  void shouldNotWriteWhatIsReadOnly() throws IOException {
    ArrayStore store = store(100, 512, READ_ONLY);
    for (int size : new int[] {6, 10, 12, 16}) {
      assertSense(
          SenseKey.DATA_PROTECT,
          AdditionalSense.WRITE_PROTECTED,
          run(cdb(true, size, 0, 0, 1).withDataOut(new byte[512]), store));
    }
    assertEquals(List.of(), store.calls());
    assertEquals(ScsiResponse.good(), run(cdb(false, 10, 0, 0, 1).withDataIn(512), store));
  }
}
