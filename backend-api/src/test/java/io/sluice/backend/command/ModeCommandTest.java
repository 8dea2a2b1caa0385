package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.info;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeCommandTest {
  private static final VolumeInfo INFO = info(0x12345, 512, 512, ALL);
  private static final VolumeInfo HUGE = info(1L << 33, 4096, 4096, Capabilities.PLAIN);

  private static final String CACHING = "08 12 0400 00000000000000000000000000000000";
  private static final String CONTROL = "0A 0A 02 10 0000000000000000";
  private static final String EXCEPTIONS = "1C 0A 00000000000000000000";

  private static byte[] sense6(int byte1, int page, int subpage, VolumeInfo info) {
    TestCmd cmd = TestCmd.of(0x1A, byte1, page, subpage, 255, 0).withDataIn(255);
    cmd.complete(ModeSenseCommand.respond(cmd, info));
    return cmd.received();
  }

  private static byte[] sense10(int byte1, int page, VolumeInfo info) {
    TestCmd cmd = TestCmd.of(0x5A, byte1, page, 0, 0, 0, 0, 4, 0, 0).withDataIn(1024);
    cmd.complete(ModeSenseCommand.respond(cmd, info));
    return cmd.received();
  }

  private static TestCmd select6(int byte1, byte[] list) {
    return TestCmd.of(0x15, byte1, 0, 0, list.length, 0).withDataOut(list);
  }

  private static TestCmd select10(byte[] list) {
    return TestCmd.of(0x55, 0x10, 0, 0, 0, 0, 0, list.length >>> 8, list.length, 0)
        .withDataOut(list);
  }

  private static ScsiResponse invalid(int at) {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, at, -1));
  }

  @Test
  void shouldTellTheCachingPage() {
    assertArrayEquals(hex("17 00 10 00" + CACHING), sense6(0x08, 0x08, 0, INFO));
    byte[] uncached = sense6(0x08, 0x08, 0, info(9, 512, 512, Capabilities.PLAIN));
    assertEquals(0, uncached[6], "WCE");
  }

  @Test
  void shouldTellAllPages() {
    String pages = CACHING + CONTROL + EXCEPTIONS;
    assertArrayEquals(hex("37 00 10 08 00012345 00000200" + pages), sense6(0, 0x3F, 0, INFO));
    assertArrayEquals(hex("2F 00 10 00" + pages), sense6(8, 0x3F, 0xFF, INFO));
    assertArrayEquals(
        hex("003A 00 10 00 00 0008 00012345 00000200" + pages), sense10(0, 0x3F, INFO));
  }

  @Test
  void shouldTellTheLongBlockDescriptorWhenAsked() {
    assertArrayEquals(
        hex("0022 00 10 01 00 0010 0000000200000000 00000000 00001000" + CONTROL),
        sense10(0x10, 0x0A, HUGE));
    assertArrayEquals(
        hex("001A 00 10 00 00 0008 FFFFFFFF 00001000" + CONTROL), sense10(0, 0x0A, HUGE));
    assertArrayEquals(hex("0012 00 10 00 00 0000" + CONTROL), sense10(0x18, 0x0A, HUGE));
  }

  @Test
  void shouldTellThatItIsWriteProtected() {
    assertEquals((byte) 0x90, sense6(0, 0x3F, 0, info(9, 512, 512, READ_ONLY))[2]);
    assertEquals((byte) 0x90, sense10(0, 0x3F, info(9, 512, 512, READ_ONLY))[3]);
  }

  @Test
  void shouldTellThatNothingCanBeChanged() {
    byte[] changeable = sense6(8, 0x40 | 0x3F, 0, INFO);
    byte[] current = sense6(8, 0x3F, 0, INFO);
    assertEquals(current.length, changeable.length);
    assertArrayEquals(
        hex("08 12 000000000000000000000000000000000000 0A 0A 00000000000000000000" + EXCEPTIONS),
        Arrays.copyOfRange(changeable, 4, changeable.length));
    assertArrayEquals(current, sense6(8, 0x80 | 0x3F, 0, INFO), "default values");
  }

  @Test
  void shouldHaveNoSavedValues() {
    TestCmd cmd = TestCmd.of(0x1A, 0, 0xFF, 0, 255, 0).withDataIn(255);
    assertIllegal(
        AdditionalSense.SAVING_PARAMETERS_NOT_SUPPORTED, ModeSenseCommand.respond(cmd, INFO));
  }

  @Test
  void shouldRefusePagesThatAreNotThere() {
    TestCmd page = TestCmd.of(0x1A, 0, 0x05, 0, 255, 0).withDataIn(255);
    assertInvalidFieldInCdb(2, 5, ModeSenseCommand.respond(page, INFO));
    TestCmd subpage = TestCmd.of(0x1A, 0, 0x0A, 1, 255, 0).withDataIn(255);
    assertInvalidFieldInCdb(3, -1, ModeSenseCommand.respond(subpage, INFO));
  }

  @ParameterizedTest
  @CsvSource({"0, 255", "4, 255", "255, 10"})
  void shouldCutToTheAllocationLengthAndTheRoom(int allocation, int room) {
    TestCmd cmd = TestCmd.of(0x1A, 0, 0x3F, 0, allocation, 0).withDataIn(room);
    cmd.complete(ModeSenseCommand.respond(cmd, INFO));
    assertArrayEquals(
        Arrays.copyOf(sense6(0, 0x3F, 0, INFO), Math.min(allocation, room)), cmd.received());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3F, 0x08, 0x0A, 0x1C})
  void shouldAcceptWhatIsSoAlready(int page) {
    for (int dbd : new int[] {0, 8}) {
      assertEquals(
          ScsiResponse.good(),
          ModeSelectCommand.respond(select6(0x10, sense6(dbd, page, 0, INFO)), INFO));
      for (int llbaa : new int[] {0, 0x10}) {
        assertEquals(
            ScsiResponse.good(),
            ModeSelectCommand.respond(select10(sense10(dbd | llbaa, page, HUGE)), HUGE));
      }
    }
  }

  @Test
  void shouldAcceptNothingAtAll() {
    assertEquals(ScsiResponse.good(), ModeSelectCommand.respond(select6(0x10, new byte[0]), INFO));
    assertEquals(ScsiResponse.good(), ModeSelectCommand.respond(select6(0, new byte[0]), INFO));
    assertEquals(ScsiResponse.good(), ModeSelectCommand.respond(select6(0x10, new byte[4]), INFO));
  }

  @Test
  void shouldAcceptACapacityThatMeansNoChange() {
    byte[] list = hex("00 00 00 08 00000000 00000200");
    assertEquals(ScsiResponse.good(), ModeSelectCommand.respond(select6(0x10, list), INFO));
    Arrays.fill(list, 4, 8, (byte) 0xFF);
    assertEquals(ScsiResponse.good(), ModeSelectCommand.respond(select6(0x10, list), INFO));
  }

  @Test
  void shouldRefuseToSave() {
    assertInvalidFieldInCdb(
        1, 0, ModeSelectCommand.respond(select6(0x11, sense6(0, 0x3F, 0, INFO)), INFO));
  }

  @Test
  void shouldRefuseVendorSpecificLists() {
    assertInvalidFieldInCdb(
        1, 4, ModeSelectCommand.respond(select6(0, sense6(0, 0x3F, 0, INFO)), INFO));
  }

  /** Each byte of a list that is right, made wrong. */
  @Property
  void shouldRefuseEveryChangeAndPointAtIt(Any any) {
    int at = any.intWithin(0, 55);
    int change = any.intWithin(1, 255);
    byte[] list = sense6(0, 0x3F, 0, INFO);
    assertEquals(56, list.length);
    list[at] ^= (byte) change;
    ScsiResponse response = ModeSelectCommand.respond(select6(0x10, list), INFO);
    boolean mayDiffer =
        at == 0 // MODE DATA LENGTH is reserved here
            || at == 2 && (list[2] & ~0x10) == 0 // DPOFUA may be told or not
            || at == 12 && change == 0x80 // so is PS
            || at == 32 && change == 0x80
            || at == 44 && change == 0x80
            || at >= 4 && at < 8 && Arrays.equals(list, 4, 8, new byte[4], 0, 4);
    if (mayDiffer) {
      assertEquals(ScsiResponse.good(), response);
    } else {
      assertEquals(SenseKey.ILLEGAL_REQUEST, response.sense().key());
    }
    if (at >= 13 && at != 32 && at != 44) {
      assertEquals(invalid(at), response);
    }
  }

  @Test
  void shouldPointAtTheWriteCache() {
    byte[] list = sense6(8, 0x08, 0, INFO);
    list[6] = 0;
    assertEquals(invalid(6), ModeSelectCommand.respond(select6(0x10, list), INFO));
  }

  /** A list that ends in the middle of a page, of the descriptor, or of the header. */
  @ParameterizedTest
  @MethodSource("lengthsThatAreTooShort")
  void shouldRefuseAListThatEndsEarly(int length) {
    byte[] list = Arrays.copyOf(sense6(0, 0x3F, 0, INFO), length);
    ScsiResponse response = ModeSelectCommand.respond(select6(0x10, list), INFO);
    if (length == 12 || length == 32 || length == 44) {
      assertEquals(ScsiResponse.good(), response);
    } else {
      assertIllegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR, response);
    }
  }

  static IntStream lengthsThatAreTooShort() {
    return IntStream.range(1, 56);
  }

  @Test
  void shouldRefuseMoreThanCame() {
    TestCmd cmd = TestCmd.of(0x15, 0x10, 0, 0, 200, 0).withDataOut(new byte[4]);
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT,
        ModeSelectCommand.respond(cmd, INFO));
  }

  @Property
  void shouldTakeAnyRubbish(Any any) {
    byte[] list = any.bytes(0, 300);
    boolean six = any.flag();
    TestCmd cmd = six ? select6(0x10, Arrays.copyOf(list, list.length % 256)) : select10(list);
    ScsiResponse response = ModeSelectCommand.respond(cmd, INFO);
    if (response.sense() != null) {
      assertEquals(SenseKey.ILLEGAL_REQUEST, response.sense().key());
    }
    assertNotEquals(ScsiResponse.targetFailure(), response);
  }
}
