package io.sluice.gateway.internal.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.internal.state.StateFile;
import io.sluice.gateway.internal.unit.UnitTester.TestNexus;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A persistent registration belongs to the authenticated name that made it. */
class RegistrationOwnerTest {
  private static final ScsiResponse GOOD = ScsiResponse.good();
  private static final ScsiResponse CONFLICT = ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT);
  private static final int EXCLUSIVE_ACCESS = 3;
  private static final int APTPL = 1;
  private static final String KIND = "sluice persistent reservations 1";

  @TempDir Path folder;
  private UnitTester unit;

  @BeforeEach
  void start() {
    unit = new UnitTester(false, new ReservationFile(folder.resolve("disk")));
  }

  @AfterEach
  void stop() {
    unit.close();
  }

  private void restart() {
    stop();
    start();
  }

  private static TestCmd write() {
    return TestCmd.of(0x2A, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  /** With a reservation that outlives the gateway. */
  private TestNexus holder(String authenticated) {
    TestNexus holder = unit.arrives("port", authenticated);
    assertEquals(GOOD, unit.out(holder, 0, 0, 0, 0xA, APTPL));
    assertEquals(GOOD, unit.out(holder, 1, EXCLUSIVE_ACCESS, 0xA, 0, 0));
    return holder;
  }

  private void requireHolds(TestNexus nexus) {
    assertNull(unit.run(nexus, write()));
    assertFalse(unit.state.isRegisteredByOther(nexus));
    assertEquals(GOOD, unit.out(nexus, 0, 0, 0xA, 0xA, APTPL), "REGISTER");
  }

  private void requireKeptOut(TestNexus nexus) {
    assertTrue(unit.state.isRegisteredByOther(nexus));
    assertEquals(CONFLICT, unit.run(nexus, write()));
    assertEquals(CONFLICT, unit.register(nexus, 0xA, 0));
    assertEquals(CONFLICT, unit.out(nexus, 3, 0, 0xA, 0, 0), "CLEAR");
    assertEquals(CONFLICT, unit.out(nexus, 2, EXCLUSIVE_ACCESS, 0xA, 0, 0), "RELEASE");
  }

  @Test
  void shouldKeepOutAnotherNameWithTheSamePorts() {
    TestNexus farm1 = holder("farm1");
    unit.leaves(farm1);
    TestNexus farm2 = unit.arrives("port", "farm2");
    requireKeptOut(farm2);
    unit.leaves(farm2);
    requireHolds(unit.arrives("port", "farm1"));
  }

  @Test
  void shouldKnowWhoseItIsAfterARestart() {
    holder("farm1");
    restart();
    requireKeptOut(unit.arrives("port", "farm2"));
    requireHolds(unit.arrives("port", "farm1"));
  }

  @Test
  void shouldGiveWhatHasNoNameToTheFirstThatComes() throws IOException {
    new StateFile(folder.resolve("disk"), KIND) // as 0.1.0 wrote it
        .write(List.of("3", hex("port") + "\t" + hex("target") + "\t000000000000000a\tholder"));
    restart();
    TestNexus farm1 = unit.arrives("port", "farm1");
    requireHolds(farm1);
    unit.leaves(farm1);
    restart();
    requireKeptOut(unit.arrives("port", "farm2"));
    requireHolds(unit.arrives("port", "farm1"));
  }

  @Test
  void shouldWriteWhatTheVersionBeforeReads() throws IOException {
    holder("farm1");
    List<String> lines = new StateFile(folder.resolve("disk"), KIND).read();
    String[] fields = lines.get(1).split("\t", -1); // 0.1.0 reads the first four
    assertEquals("3", lines.get(0));
    assertEquals(hex("port"), fields[0]);
    assertEquals(hex("target"), fields[1]);
    assertEquals("000000000000000a", fields[2]);
    assertEquals("holder", fields[3]);
    assertEquals(hex("farm1"), fields[4]);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldBeKnownByItsPortsWhereNobodyIsAskedForAName() {
    unit.leaves(holder("farm1"));
    requireHolds(unit.arrives("port", "")); // the target asks for CHAP no more
  }

  @Test
  void shouldMoveToAnotherNameWhileItIsInUse() throws IOException {
    TestNexus session = holder("farm1");
    assertEquals(0, unit.state.rebind("another target", "farm1", "farm1b"));
    assertEquals(0, unit.state.rebind("target", "farm3", "farm1b"));
    assertEquals(1, unit.state.rebind("target", "farm1", "farm1b"));
    requireHolds(session);
    unit.leaves(session);
    requireKeptOut(unit.arrives("port", "farm1"));
    requireHolds(unit.arrives("port", "farm1b"));
    restart();
    requireKeptOut(unit.arrives("port", "farm1"));
    requireHolds(unit.arrives("port", "farm1b"));
  }

  @Test
  void shouldChangeNothingWhereTheMoveCanNotBeKept() throws IOException {
    TestNexus session = holder("farm1");
    Files.delete(folder.resolve("disk"));
    Files.createDirectories(folder.resolve("disk").resolve("in the way"));
    try {
      unit.state.rebind("target", "farm1", "farm1b");
    } catch (IOException e) {
      requireHoldsWithoutKeeping(session);
      return;
    }
    throw new AssertionError("it was kept where it could not be");
  }

  private void requireHoldsWithoutKeeping(TestNexus nexus) {
    assertNull(unit.run(nexus, write()));
    assertFalse(unit.state.isRegisteredByOther(nexus));
  }

  @Test
  void shouldPreemptByKeyWhoeverMadeIt() {
    unit.leaves(holder("farm1"));
    TestNexus other = unit.arrives("other port", "farm2");
    assertEquals(GOOD, unit.register(other, 0, 0xB));
    assertEquals(GOOD, unit.out(other, 4, EXCLUSIVE_ACCESS, 0xB, 0xA, 0));
    assertNull(unit.run(other, write()));
    assertEquals(CONFLICT, unit.run(unit.arrives("port", "farm1"), write()));
  }
}
