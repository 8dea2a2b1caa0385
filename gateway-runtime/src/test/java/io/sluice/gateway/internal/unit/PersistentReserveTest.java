package io.sluice.gateway.internal.unit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.internal.unit.UnitTester.NexusCmd;
import io.sluice.gateway.internal.unit.UnitTester.TestNexus;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PersistentReserveTest {
  private static final ScsiResponse GOOD = ScsiResponse.good();
  private static final ScsiResponse CONFLICT = ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT);
  private static final int RESERVE = 1;
  private static final int RELEASE = 2;
  private static final int CLEAR = 3;
  private static final int PREEMPT = 4;
  private static final int PREEMPT_AND_ABORT = 5;
  private static final int REGISTER_AND_IGNORE = 6;

  private UnitTester unit = new UnitTester();

  @AfterEach
  void stop() {
    unit.close();
  }

  private static TestCmd read() {
    return TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  private static TestCmd write() {
    return TestCmd.of(0x2A, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  private void registerAll() {
    assertEquals(GOOD, unit.register(unit.a, 0, 0xA));
    assertEquals(GOOD, unit.register(unit.b, 0, 0xB));
  }

  @Test
  void shouldRegisterChangeAndRemoveKeys() {
    registerAll();
    assertEquals(CONFLICT, unit.register(unit.a, 0, 0xC), "registered already");
    assertEquals(CONFLICT, unit.register(unit.c, 0xA, 0xC), "not registered");
    assertEquals(GOOD, unit.register(unit.a, 0xA, 0xAA));
    assertEquals(GOOD, unit.out(unit.c, REGISTER_AND_IGNORE, 0, 99, 0xC, 0));
    assertEquals(GOOD, unit.register(unit.b, 0xB, 0));
    ByteBuffer keys = unit.in(0);
    assertEquals(5, keys.getInt(), "PRGENERATION");
    assertEquals(16, keys.getInt());
    assertEquals(0xAA, keys.getLong());
    assertEquals(0xC, keys.getLong());
  }

  @ParameterizedTest
  @EnumSource(ReservationType.class)
  void shouldKeepOthersOut(ReservationType type) {
    registerAll();
    assertEquals(GOOD, unit.out(unit.a, RESERVE, type.code(), 0xA, 0, 0));
    boolean readable = type.name().startsWith("WRITE");
    boolean registrants = type.name().contains("REGISTRANTS");
    assertNull(unit.run(unit.a, write()));
    assertEquals(registrants ? null : CONFLICT, unit.run(unit.b, write()));
    assertEquals(CONFLICT, unit.run(unit.c, write()));
    assertEquals(readable ? null : CONFLICT, unit.run(unit.c, read()));
    for (int opcode : new int[] {0x00, 0x03, 0x12, 0x25}) {
      assertNull(unit.run(unit.c, TestCmd.of(opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    }
    assertEquals(CONFLICT, unit.run(unit.c, TestCmd.of(0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    ByteBuffer reservation = unit.in(1);
    assertEquals(type.heldByAll() ? 0 : 0xA, reservation.getLong(8));
    assertEquals(type.code(), reservation.get(21));
  }

  @Test
  void shouldTellNoReservationWhereThereIsNone() {
    registerAll();
    assertEquals(8, unit.in(1).capacity());
  }

  @Test
  void shouldReserveForRegistrantsAlone() {
    registerAll();
    assertEquals(CONFLICT, unit.out(unit.c, RESERVE, 1, 0, 0, 0));
    assertEquals(CONFLICT, unit.out(unit.a, RESERVE, 1, 0xB, 0, 0));
    assertEquals(GOOD, unit.out(unit.a, RESERVE, 1, 0xA, 0, 0));
    assertEquals(GOOD, unit.out(unit.a, RESERVE, 1, 0xA, 0, 0), "again");
    assertEquals(CONFLICT, unit.out(unit.a, RESERVE, 3, 0xA, 0, 0), "another type");
    assertEquals(CONFLICT, unit.out(unit.b, RESERVE, 1, 0xB, 0, 0));
    for (int type : new int[] {0, 2, 4, 9, 15}) {
      assertEquals(
          ScsiResponse.invalidFieldInCdb(2, 3), unit.out(unit.a, RESERVE, type, 0xA, 0, 0));
    }
    assertEquals(ScsiResponse.invalidFieldInCdb(2, 7), unit.out(unit.a, RESERVE, 0x11, 0xA, 0, 0));
  }

  @Test
  void shouldReleaseAndTellThoseWhoShared() {
    registerAll();
    unit.out(unit.a, RESERVE, 6, 0xA, 0, 0);
    assertEquals(
        "26/04 INVALID RELEASE OF PERSISTENT RESERVATION",
        unit.out(unit.a, RELEASE, 5, 0xA, 0, 0).sense().additional().toString());
    assertEquals(GOOD, unit.out(unit.b, RELEASE, 6, 0xB, 0, 0), "does not hold it");
    assertEquals(16, unit.in(1).getInt(4));
    assertEquals(GOOD, unit.out(unit.a, RELEASE, 6, 0xA, 0, 0));
    assertEquals(0, unit.in(1).getInt(4));
    assertEquals(List.of(AdditionalSense.RESERVATIONS_RELEASED), unit.b.attentions);
    assertEquals(List.of(), unit.a.attentions);
    assertEquals(List.of(), unit.c.attentions);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "5, 1", "6, 1"})
  void shouldReleaseWhenTheHolderGoes(int type, int attentions) {
    registerAll();
    unit.out(unit.a, RESERVE, type, 0xA, 0, 0);
    unit.register(unit.a, 0xA, 0);
    assertEquals(0, unit.in(1).getInt(4));
    assertEquals(attentions, unit.b.attentions.size());
  }

  @Test
  void shouldBeHeldByAllRegistrantsUntilTheLastGoes() {
    registerAll();
    unit.out(unit.a, RESERVE, 8, 0xA, 0, 0);
    unit.register(unit.a, 0xA, 0);
    assertEquals(16, unit.in(1).getInt(4));
    unit.register(unit.b, 0xB, 0);
    assertEquals(0, unit.in(1).getInt(4));
  }

  @Test
  void shouldClearAll() {
    registerAll();
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    assertEquals(CONFLICT, unit.out(unit.c, CLEAR, 0, 0xC, 0, 0));
    assertEquals(GOOD, unit.out(unit.b, CLEAR, 0, 0xB, 0, 0));
    assertEquals(0, unit.in(0).getInt(4));
    assertEquals(List.of(AdditionalSense.RESERVATIONS_PREEMPTED), unit.a.attentions);
    assertNull(unit.run(unit.c, write()));
  }

  @Test
  void shouldPreemptTheHolder() {
    registerAll();
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    assertEquals(GOOD, unit.out(unit.b, PREEMPT, 3, 0xB, 0xA, 0));
    assertEquals(List.of(AdditionalSense.REGISTRATIONS_PREEMPTED), unit.a.attentions);
    assertEquals(CONFLICT, unit.run(unit.a, read()));
    assertNull(unit.run(unit.b, write()));
    assertEquals(3, unit.in(1).get(21));
    assertEquals(CONFLICT, unit.out(unit.b, PREEMPT, 3, 0xB, 0xA, 0), "nobody has that key");
  }

  @Test
  void shouldPreemptRegistrationsAlone() {
    registerAll();
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    unit.register(unit.c, 0, 0xB);
    assertEquals(GOOD, unit.out(unit.a, PREEMPT, 1, 0xA, 0xB, 0));
    assertEquals(8, unit.in(0).getInt(4));
    assertEquals(0xA, unit.in(1).getLong(8), "the reservation stays");
    assertEquals(1, unit.c.attentions.size());
    assertEquals(1, unit.b.attentions.size());
  }

  @Test
  void shouldRefuseToPreemptNobody() {
    registerAll();
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        unit.out(unit.b, PREEMPT, 1, 0xB, 0, 0).sense().additional());
  }

  @Test
  void shouldPreemptAllRegistrants() {
    registerAll();
    unit.out(unit.a, RESERVE, 7, 0xA, 0, 0);
    assertEquals(GOOD, unit.out(unit.b, PREEMPT, 3, 0xB, 0, 0));
    assertEquals(8, unit.in(0).getInt(4));
    assertEquals(0xB, unit.in(1).getLong(8));
  }

  @Test
  void shouldWaitForWhatItAborts() {
    registerAll();
    NexusCmd running = new NexusCmd(unit.a, write());
    unit.inHandler.add(running);
    byte[] list = new byte[24];
    ByteBuffer.wrap(list).putLong(0xB).putLong(0xA);
    NexusCmd preempt =
        new NexusCmd(
            unit.b, TestCmd.of(0x5F, PREEMPT_AND_ABORT, 1, 0, 0, 0, 0, 0, 24, 0).withDataOut(list));
    assertTrue(unit.state.tryAnswer(preempt));
    assertTrue(running.isAborted());
    assertNull(preempt.response, "the write may still come");
    running.complete(GOOD);
    await().until(() -> GOOD.equals(preempt.response));
  }

  @Test
  void shouldRefuseListsOfOtherLengths() {
    for (int length : new int[] {0, 23, 25}) {
      TestCmd cmd = TestCmd.of(0x5F, 0, 0, 0, 0, 0, 0, 0, length, 0).withDataOut(new byte[length]);
      assertEquals(
          AdditionalSense.PARAMETER_LIST_LENGTH_ERROR, unit.run(unit.a, cmd).sense().additional());
    }
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        unit.out(unit.a, 0, 0, 0, 1, 0x08).sense().additional(),
        "SPEC_I_PT");
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        unit.out(unit.a, 0, 0, 0, 1, 0x04).sense().additional(),
        "ALL_TG_PT");
  }

  @Test
  void shouldTellItsCapabilities() {
    assertArrayEquals(HexFormat.of().parseHex("00080080ea010000"), unit.in(2).array());
    ByteBuffer full = unit.in(3);
    assertEquals(0, full.getInt(4));
    unit.register(unit.a, 0, 0xA);
    full = unit.in(3);
    assertEquals(full.capacity() - 8, full.getInt(4));
    assertEquals(0x45, full.get(8 + 24), "an iSCSI initiator port");
  }

  @Test
  void shouldCutListsToTheirAllocationLength() {
    unit.register(unit.a, 0, 0xA);
    TestCmd cmd = TestCmd.of(0x5E, 0, 0, 0, 0, 0, 0, 0, 8, 0).withDataIn(8);
    assertArrayEquals(HexFormat.of().parseHex("0000000100000008"), unit.data(unit.a, cmd));
    TestCmd wide = TestCmd.of(0x16, 0, 0, 0, 0, 0).withDataIn(8);
    unit.register(unit.a, 0xA, 0);
    assertEquals(8, unit.run(unit.a, wide).residual());
  }

  @Test
  void shouldKeepRegistrationsWhenAsked(@TempDir Path folder) {
    Path file = folder.resolve("reservations/disk");
    restart(file);
    unit.out(unit.a, 0, 0, 0, 0xA, 1);
    assertEquals(1, unit.in(2).get(3) & 1, "PTPL_A");
    unit.out(unit.a, RESERVE, 3, 0xA, 0, 0);
    restart(file);
    assertEquals(0xA, unit.in(1).getLong(8));
    assertEquals(CONFLICT, unit.run(new TestNexus("b"), read()));
    unit.out(unit.a, 0, 0, 0xA, 0xAA, 0);
    restart(file);
    assertEquals(0, unit.in(0).getInt(4), "APTPL was taken back");
    assertTrue(Files.notExists(file));
  }

  @Test
  void shouldNotTakeADamagedFileForGood(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("disk");
    restart(file);
    unit.out(unit.a, 0, 0, 0, 0xA, 1);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThrows(IOException.class, () -> new ReservationFile(file).load(), "byte " + i);
    }
  }

  @Test
  void shouldServeNobodyWhenItsReservationsAreLost(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("disk");
    restart(file);
    unit.out(unit.a, 0, 0, 0, 0xA, 1);
    unit.out(unit.a, RESERVE, 3, 0xA, 0, 0);
    byte[] good = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});
    restart(file);
    for (TestCmd cmd : List.of(read(), write(), TestCmd.of(0, 0, 0, 0, 0, 0))) {
      assertEquals(
          AdditionalSense.PERSISTENT_RESERVATION_INFORMATION_LOST,
          unit.run(unit.a, cmd).sense().additional());
    }
    assertEquals(
        AdditionalSense.PERSISTENT_RESERVATION_INFORMATION_LOST,
        unit.out(unit.a, 0, 0, 0, 0xB, 0).sense().additional(),
        "REGISTER");
    assertNull(unit.run(unit.a, TestCmd.of(0x12, 0, 0, 0, 96, 0).withDataIn(96)), "INQUIRY");

    Files.write(file, good);
    await().until(() -> CONFLICT.equals(unit.run(unit.b, read())));
    assertNull(unit.run(unit.a, read()), "the holder's");
  }

  @Test
  void shouldServeAgainWhenAPersonDeletesWhatIsDamaged(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("disk");
    Files.write(file, new byte[] {1, 2, 3});
    restart(file);
    assertNotNull(unit.run(unit.a, read()));
    Files.delete(file);
    await().until(() -> unit.run(unit.a, read()) == null);
  }

  @Test
  void shouldReplaceLostReservations(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("disk");
    Files.write(file, new byte[] {1, 2, 3});
    restart(file);
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        unit.out(unit.a, 8, 1, 0xA, 0xB, 0).sense().additional(),
        "with a key");
    assertEquals(GOOD, unit.out(unit.a, 8, 3, 0, 0xB, 0));
    assertEquals(0xB, unit.in(1).getLong(8));
    assertNull(unit.run(unit.a, read()));
    assertEquals(CONFLICT, unit.run(unit.b, read()));
    restart(file);
    assertEquals(CONFLICT, unit.run(unit.b, read()), "kept");
    assertEquals(
        "INVALID RELEASE OF PERSISTENT RESERVATION",
        unit.out(unit.a, 8, 3, 0, 0xB, 0).sense().additional().text(),
        "nothing is lost");
  }

  @Test
  void shouldKeepWhatSurvivesOnlyWhereItCan() {
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        unit.out(unit.a, 0, 0, 0, 0xA, 1).sense().additional());
  }

  private ScsiResponse move(TestNexus by, long key, long toKey, int flags, String to) {
    byte[] id = TransportId.of(to);
    byte[] list = new byte[24 + id.length];
    ByteBuffer.wrap(list).putLong(key).putLong(toKey).put(17, (byte) flags);
    ByteBuffer.wrap(list).putShort(18, (short) 1).putInt(20, id.length).position(24).put(id);
    return unit.run(by, TestCmd.of(0x5F, 7, 0, 0, 0, 0, 0, 0, list.length, 0).withDataOut(list));
  }

  @Test
  void shouldMoveTheReservationToAnotherNexus() {
    TestNexus other = new TestNexus("iqn.2026-11.test:b,i,0x00023d000001");
    unit.register(unit.a, 0, 0xA);
    unit.register(unit.b, 0, 0xB);
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_CDB,
        move(unit.a, 0xA, 0xC, 0, other.initiatorPort()).sense().additional(),
        "nothing to move");
    unit.out(unit.a, RESERVE, 3, 0xA, 0, 0);
    assertEquals(CONFLICT, move(unit.a, 0xB, 0xC, 0, other.initiatorPort()), "a wrong key");
    assertEquals(CONFLICT, move(unit.b, 0xB, 0xC, 0, other.initiatorPort()), "not the holder");
    int generation = unit.in(0).getInt(0);
    assertEquals(
        GOOD, move(unit.a, 0xA, 0xC, 0, "IQN.2026-11.test:B,i,0x00023D000001"), "in any case");
    assertEquals(generation + 1, unit.in(0).getInt(0));
    assertEquals(24, unit.in(0).getInt(4), "three registrants");
    assertEquals(0xC, unit.in(1).getLong(8));
    assertNull(unit.run(other, read()));
    assertEquals(CONFLICT, unit.run(unit.a, read()));
  }

  @Test
  void shouldUnregisterWhoMovesTheReservationIfAsked() {
    unit.register(unit.a, 0, 0xA);
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    assertEquals(GOOD, move(unit.a, 0xA, 0xC, 2, "iqn.2026-11.test:b,i,0x00023d000001"));
    assertEquals(8, unit.in(0).getInt(4));
    assertEquals(0xC, unit.in(1).getLong(8));
  }

  @Test
  void shouldRefuseToMoveWhatAllHold() {
    unit.register(unit.a, 0, 0xA);
    unit.out(unit.a, RESERVE, 7, 0xA, 0, 0);
    assertEquals(CONFLICT, move(unit.a, 0xA, 0xC, 0, "iqn.2026-11.test:b,i,0x00023d000001"));
  }

  @Test
  void shouldRefuseToMoveToNobody() {
    unit.register(unit.a, 0, 0xA);
    unit.out(unit.a, RESERVE, 1, 0xA, 0, 0);
    for (String to : List.of("iqn.2026-11.test:b", "a,i,0x12", "", "b,c,i,0x00023d000001")) {
      assertEquals(
          AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
          move(unit.a, 0xA, 0xC, 0, to).sense().additional(),
          to);
    }
    assertEquals(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        move(unit.a, 0xA, 0, 0, "iqn.2026-11.test:b,i,0x00023d000001").sense().additional(),
        "no key");
    assertEquals(
        AdditionalSense.PARAMETER_LIST_LENGTH_ERROR,
        unit.out(unit.a, 7, 0, 0xA, 0xC, 0).sense().additional(),
        "no TransportID");
    assertEquals(0xA, unit.in(1).getLong(8));
  }

  @Test
  void shouldTellOneGroupOfOnePort() {
    byte[] data =
        unit.data(unit.a, TestCmd.of(0xA3, 0x0A, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0).withDataIn(64));
    assertArrayEquals(
        HexFormat.of().parseHex("0000000c" + "00010001" + "00000001" + "00000001"), data);
    byte[] extended =
        unit.data(unit.a, TestCmd.of(0xA3, 0x2A, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0).withDataIn(64));
    assertArrayEquals(
        HexFormat.of().parseHex("00000010" + "10000000" + "00010001" + "00000001" + "00000001"),
        extended);
    assertEquals(
        ScsiResponse.invalidFieldInCdb(1, 7),
        unit.run(unit.a, TestCmd.of(0xA3, 0x4A, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0)));
    assertNull(unit.run(unit.a, TestCmd.of(0xA3, 0x0C, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0)));
  }

  private void restart(Path file) {
    unit.close();
    unit = new UnitTester(false, new ReservationFile(file));
  }
}
