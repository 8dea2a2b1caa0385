package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeMediumCommandsTest {
  private final ArrayStore store = store(1000, 512, ALL);

  @BeforeEach
  void fill() throws IOException {
    byte[] data = new byte[512_000];
    Arrays.fill(data, (byte) 'a');
    store.write(0, Segments.of(data), 0);
  }

  private static TestCmd sanitize(int byte1, int length) {
    return TestCmd.of(0x48, byte1, 0, 0, 0, 0, 0, length >>> 8, length, 0);
  }

  private static byte[] pattern(int byte0, int length) {
    byte[] list = new byte[4 + length];
    list[0] = (byte) byte0;
    list[2] = (byte) (length >>> 8);
    list[3] = (byte) length;
    for (int i = 0; i < length; i++) {
      list[4 + i] = (byte) (i + 1);
    }
    return list;
  }

  @Test
  void shouldFormatToZeroes() throws IOException {
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x04, 0, 0, 0, 0, 0), store));
    assertArrayEquals(new byte[512_000], store.content());
    assertEquals("flush 0 0 0", store.calls().get(store.calls().size() - 1));
    TestCmd immediate = TestCmd.of(0x04, 0x10, 0, 0, 0, 0).withDataOut(hex("00020000"));
    assertEquals(ScsiResponse.good(), run(immediate, store));
  }

  @Test
  void shouldRefuseFormatsItDoesNotKnow() throws IOException {
    assertInvalidFieldInCdb(1, 7, run(TestCmd.of(0x04, 0x80, 0, 0, 0, 0), store));
    for (String list : List.of("01000000", "00080000", "00100000", "00000001")) {
      TestCmd cmd = TestCmd.of(0x04, 0x10, 0, 0, 0, 0).withDataOut(hex(list));
      assertSense(
          SenseKey.ILLEGAL_REQUEST,
          AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
          run(cmd, store));
    }
    assertEquals(1, store.calls().size());
  }

  @ParameterizedTest
  @CsvSource({"512", "256", "5", "1"})
  void shouldOverwriteWithAPattern(int length) throws IOException {
    byte[] list = pattern(1, length);
    assertEquals(ScsiResponse.good(), run(sanitize(1, list.length).withDataOut(list), store));
    byte[] content = store.content();
    for (int i = 0; i < content.length; i++) {
      assertEquals(list[4 + i % 512 % length], content[i]);
    }
  }

  @Test
  void shouldInvertThePatternAtEachPass() throws IOException {
    byte[] list = pattern(0x80 | 2, 1);
    run(sanitize(0x81, list.length).withDataOut(list), store);
    assertEquals((byte) ~1, store.content()[511_999]);
  }

  @ParameterizedTest
  @CsvSource({"0, 512", "1, 0", "1, 513", "0x21, 512"})
  void shouldRefusePatternsThatAreNone(int byte0, int length) throws IOException {
    byte[] list = pattern(byte0, length);
    assertInvalidFieldInCdb(7, -1, run(sanitize(1, list.length).withDataOut(list), store));
    assertEquals(1, store.calls().size());
  }

  @Test
  void shouldEraseBlocks() throws IOException {
    assertEquals(ScsiResponse.good(), run(sanitize(2, 0), store));
    assertArrayEquals(new byte[512_000], store.content());
    assertInvalidFieldInCdb(7, -1, run(sanitize(2, 8).withDataOut(new byte[8]), store));
    assertEquals(
        ScsiResponse.notHandled(), run(sanitize(2, 0), store(10, 512, Capabilities.PLAIN)));
  }

  @Test
  void shouldHaveNoKeyToErase() throws IOException {
    TestCmd cmd = sanitize(3, 0);
    assertEquals(null, CommandTable.DISK.find(cmd.cdb()));
    assertEquals(ScsiResponse.invalidFieldInCdb(1, 4), CommandTable.DISK.refuseUnknown(cmd.cdb()));
  }

  @Test
  void shouldProtectWhatIsReadOnly() throws IOException {
    ArrayStore readOnly = store(10, 512, READ_ONLY);
    for (TestCmd cmd :
        List.of(TestCmd.of(0x04, 0, 0, 0, 0, 0), sanitize(1, 5).withDataOut(pattern(1, 1)))) {
      assertSense(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED, run(cmd, readOnly));
    }
  }
}
