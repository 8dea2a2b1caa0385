package io.sluice.gateway.internal.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitStateTest {
  private static final ScsiResponse GOOD = ScsiResponse.good();
  private static final ScsiResponse CONFLICT = ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT);
  private static final ScsiResponse PREVENTED =
      ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
  private static final ScsiResponse NO_MEDIUM =
      ScsiResponse.checkCondition(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);
  private static final int EJECT = 2;
  private static final int LOAD = 3;

  private final UnitTester unit = new UnitTester(true, ReservationStore.NONE);

  @AfterEach
  void stop() {
    unit.close();
  }

  private static TestCmd six(int opcode, int byte4) {
    return TestCmd.of(opcode, 0, 0, 0, byte4, 0);
  }

  private static TestCmd ready() {
    return six(0x00, 0);
  }

  private static TestCmd reserve() {
    return six(0x16, 0);
  }

  private static TestCmd startStop(int byte4) {
    return six(0x1B, byte4);
  }

  private static TestCmd prevent(int byte4) {
    return six(0x1E, byte4);
  }

  @Test
  void shouldReserveForOne() {
    assertEquals(GOOD, unit.run(unit.a, reserve()));
    assertEquals(GOOD, unit.run(unit.a, reserve()));
    assertEquals(CONFLICT, unit.run(unit.b, reserve()));
    assertEquals(CONFLICT, unit.run(unit.b, ready()));
    assertEquals(CONFLICT, unit.run(unit.b, TestCmd.of(0x5E, 0, 0, 0, 0, 0, 0, 0, 8, 0)));
    assertNull(unit.run(unit.b, six(0x12, 36)));
    assertNull(unit.run(unit.b, six(0x03, 18)));
    assertEquals(GOOD, unit.run(unit.b, six(0x17, 0)), "releases nothing");
    assertEquals(CONFLICT, unit.run(unit.b, ready()));
    assertEquals(GOOD, unit.run(unit.a, six(0x17, 0)));
    assertNull(unit.run(unit.b, ready()));
    assertEquals(GOOD, unit.run(unit.b, TestCmd.of(0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    assertEquals(CONFLICT, unit.run(unit.a, ready()));
  }

  @Test
  void shouldReleaseWhenTheHolderIsLostOrTheUnitReset() {
    unit.run(unit.a, reserve());
    unit.state.lost(unit.a);
    assertNull(unit.run(unit.b, ready()));
    unit.run(unit.a, reserve());
    unit.state.reset(AdditionalSense.BUS_DEVICE_RESET);
    assertNull(unit.run(unit.b, ready()));
    assertEquals(List.of(AdditionalSense.BUS_DEVICE_RESET), unit.a.attentions);
    assertEquals(List.of(AdditionalSense.BUS_DEVICE_RESET), unit.b.attentions);
  }

  @Test
  void shouldNotReserveBesideRegistrations() {
    unit.register(unit.a, 0, 0xA);
    assertEquals(CONFLICT, unit.run(unit.a, reserve()));
  }

  @Test
  void shouldEjectAndLoad() {
    assertEquals(GOOD, unit.run(unit.a, startStop(EJECT)));
    assertEquals(NO_MEDIUM, unit.run(unit.a, ready()));
    assertEquals(NO_MEDIUM, unit.run(unit.a, TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0)));
    assertEquals(NO_MEDIUM, unit.run(unit.a, TestCmd.of(0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    assertNull(unit.run(unit.a, six(0x12, 36)));
    assertNull(unit.run(unit.a, six(0x1A, 36)));
    assertEquals(GOOD, unit.run(unit.a, startStop(LOAD)));
    assertNull(unit.run(unit.a, ready()));
    assertEquals(List.of(), unit.a.attentions);
    assertEquals(List.of(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED), unit.b.attentions);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 0x12, 0x32, 0xF3})
  void shouldKeepTheMediumOtherwise(int byte4) {
    assertEquals(GOOD, unit.run(unit.a, startStop(byte4)));
    assertNull(unit.run(unit.a, ready()));
  }

  @Test
  void shouldLetAnyNexusPreventRemoval() {
    unit.run(unit.a, prevent(1));
    unit.run(unit.b, prevent(1));
    assertEquals(PREVENTED, unit.run(unit.c, startStop(EJECT)));
    unit.run(unit.a, prevent(0));
    assertEquals(PREVENTED, unit.run(unit.a, startStop(EJECT)));
    unit.state.lost(unit.b);
    assertEquals(GOOD, unit.run(unit.a, startStop(EJECT)));
    unit.run(unit.a, prevent(1));
    assertEquals(PREVENTED, unit.run(unit.b, startStop(LOAD)));
    unit.state.reset(AdditionalSense.BUS_DEVICE_RESET);
    assertEquals(GOOD, unit.run(unit.b, startStop(LOAD)));
  }

  @Test
  void shouldTellTheOthersOfChangedModes() {
    unit.state.modes().change(unit.a, true, false);
    assertEquals(List.of(), unit.a.attentions);
    assertEquals(List.of(AdditionalSense.MODE_PARAMETERS_CHANGED), unit.b.attentions);
    unit.state.modes().change(unit.a, true, false);
    assertEquals(1, unit.b.attentions.size(), "nothing has changed");
    unit.state.reset(AdditionalSense.BUS_DEVICE_RESET);
    assertFalse(unit.state.modes().writeProtected());
  }

  @Test
  void shouldRefuseReservedBitsAndUnknownActions() {
    assertEquals(ScsiResponse.invalidFieldInCdb(4, 2), unit.run(unit.a, prevent(4)));
    assertEquals(
        ScsiResponse.invalidFieldInCdb(1, 4),
        unit.run(unit.a, TestCmd.of(0x5E, 4, 0, 0, 0, 0, 0, 0, 8, 0)));
  }

  @Test
  void shouldLeaveReservationsToNobodyWhereTheyCannotBeFenced() {
    try (UnitTester other = new UnitTester()) {
      UnitState state =
          new UnitState(
              new UnitTraits(false, false, ReservationStore.NONE),
              () -> other.nexuses,
              () -> other.inHandler,
              null,
              Runnable::run);
      for (int opcode : new int[] {0x16, 0x17, 0x56, 0x57, 0x5E, 0x5F}) {
        assertFalse(state.commands().knows(opcode));
      }
      assertFalse(state.tryAnswer(new UnitTester.NexusCmd(other.a, reserve())));
      assertFalse(state.tryAnswer(new UnitTester.NexusCmd(other.a, startStop(EJECT))));
    }
  }
}
