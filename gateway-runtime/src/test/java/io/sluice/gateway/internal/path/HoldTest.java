package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.internal.Commands;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldTest {
  private static final HoldLimits LONG = new HoldLimits(Duration.ofHours(1), 2);
  private static final HoldLimits SHORT = new HoldLimits(Duration.ofMillis(1), 2);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  @Test
  void shouldGiveBackInOrderOfArrival() {
    Hold hold = new Hold(LONG, timer);
    TestCmd first = Commands.read();
    TestCmd second = Commands.write();
    hold.park(null, first);
    hold.park(null, second);
    assertEquals(List.of(first, second), hold.release().stream().map(held -> held.cmd).toList());
    assertEquals(0, hold.size());
  }

  @Test
  void shouldTakeNoMoreThanItsLimit() {
    Hold hold = new Hold(LONG, timer);
    assertEquals(Hold.Parking.PARKED, hold.park(null, Commands.read()));
    assertEquals(Hold.Parking.PARKED, hold.park(null, Commands.read()));
    TestCmd third = Commands.read();
    assertEquals(Hold.Parking.FULL, hold.park(null, third));
    assertTrue(third.responses().isEmpty(), "it is the caller's to answer");
  }

  @Test
  void shouldNotParkWhileItIsReleased() {
    Hold hold = new Hold(LONG, timer);
    hold.release();
    assertEquals(Hold.Parking.NOT_HOLDING, hold.park(null, Commands.read()));
    hold.begin();
    assertEquals(Hold.Parking.PARKED, hold.park(null, Commands.read()));
  }

  @Test
  void shouldAnswerBusyWhenTimeIsUp() {
    Hold hold = new Hold(SHORT, timer);
    TestCmd cmd = Commands.read();
    hold.park(null, cmd);
    assertEquals(ScsiResponse.status(ScsiStatus.BUSY), cmd.response());
    assertEquals(0, hold.size());
  }

  @Test
  void shouldAnswerTestUnitReadyWithBecomingReadyWhenTimeIsUp() {
    Hold hold = new Hold(SHORT, timer);
    TestCmd cmd = Commands.testUnitReady();
    hold.park(null, cmd);
    assertEquals(
        ScsiResponse.checkCondition(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY),
        cmd.response());
  }

  @Test
  void shouldApplyAShorterLimitToThoseThatAreParkedAlready() {
    Hold hold = new Hold(LONG, timer);
    TestCmd cmd = Commands.read();
    hold.park(null, cmd);
    hold.limit(SHORT);
    assertEquals(ScsiStatus.BUSY, cmd.response().status());
  }

  @Test
  void shouldAnswerAnAbortedCommandAtOnce() {
    Hold hold = new Hold(LONG, timer);
    TestCmd cmd = Commands.read();
    hold.park(null, cmd);
    cmd.abort();
    assertEquals(List.of(ScsiResponse.status(ScsiStatus.TASK_ABORTED)), cmd.responses());
    assertEquals(List.of(), hold.release());
  }

  @Test
  void shouldAnswerACommandThatWasAbortedBefore() {
    Hold hold = new Hold(LONG, timer);
    TestCmd cmd = Commands.read();
    cmd.abort();
    hold.park(null, cmd);
    assertEquals(List.of(ScsiResponse.status(ScsiStatus.TASK_ABORTED)), cmd.responses());
    assertEquals(0, hold.size());
  }

  @Test
  void shouldLeaveAnAbortAfterTheReleaseToTheHandler() {
    Hold hold = new Hold(LONG, timer);
    TestCmd cmd = Commands.read();
    hold.park(null, cmd);
    hold.release();
    cmd.abort();
    assertTrue(cmd.responses().isEmpty());
  }

  @Test
  void shouldAnswerAllAndParkNoneOnceShut() {
    Hold hold = new Hold(LONG, timer);
    TestCmd cmd = Commands.read();
    hold.park(null, cmd);
    hold.shut();
    assertEquals(ScsiStatus.BUSY, cmd.response().status());
    assertEquals(Hold.Parking.FULL, hold.park(null, Commands.read()));
  }
}
