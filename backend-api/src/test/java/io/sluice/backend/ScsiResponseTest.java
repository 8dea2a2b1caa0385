package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScsiResponseTest {
  private static final TestCmd READING = TestCmd.of(0x28).withDataIn(512);
  private static final TestCmd WRITING = TestCmd.of(0x2A).withDataOut(new byte[512]);

  private static void assertSense(int key, int asc, int ascq, ScsiResponse response) {
    assertEquals(ScsiStatus.CHECK_CONDITION, response.status());
    SenseData sense = response.sense();
    assertEquals(key, sense.key().code());
    assertEquals(asc, sense.additional().asc());
    assertEquals(ascq, sense.additional().ascq());
  }

  @Test
  void shouldMeanWhatItsNameSays() {
    assertSense(5, 0x20, 0, ScsiResponse.notHandled());
    assertSense(3, 0x11, 0, ScsiResponse.mediumError());
    assertSense(5, 0x24, 0, ScsiResponse.illegalRequest());
    assertSense(5, 0x24, 0, ScsiResponse.invalidFieldInCdb(2, 5));
    assertSense(4, 0x44, 0, ScsiResponse.targetFailure());
    assertEquals(ScsiStatus.BUSY, ScsiResponse.status(ScsiStatus.BUSY).status());
  }

  @Test
  void shouldPointAtTheField() {
    SenseData sense = ScsiResponse.invalidFieldInCdb(2, 5).sense();
    assertEquals((byte) 0xCD, sense.toFixedFormat()[15]);
    assertEquals(2, sense.toFixedFormat()[17]);
  }

  @Test
  void shouldCostNothingWhenAllIsWell() {
    assertSame(ScsiResponse.good(), ScsiResponse.good(0));
    assertSame(ScsiResponse.good(), ScsiResponse.status(ScsiStatus.GOOD));
    assertEquals(7, ScsiResponse.good(7).residual());
  }

  @Test
  void shouldHaveSenseWithCheckConditionOnly() {
    assertThrows(
        IllegalArgumentException.class, () -> ScsiResponse.status(ScsiStatus.CHECK_CONDITION));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ScsiResponse(
                ScsiStatus.BUSY, new SenseData(SenseKey.NO_SENSE, AdditionalSense.NONE), 0));
    assertThrows(IllegalArgumentException.class, () -> ScsiResponse.good(-1));
  }

  @Test
  void shouldGiveAStoresFailureItsOwnSense() {
    assertSense(7, 0x27, 7, ScsiResponse.of(WRITING, StoreException.noSpace("full", null)));
    assertSense(7, 0x27, 0, ScsiResponse.of(WRITING, StoreException.writeProtected("no")));
    assertSense(2, 0x04, 0, ScsiResponse.of(READING, StoreException.notReady("away", null)));
    assertSense(5, 0x24, 0, ScsiResponse.of(READING, StoreException.illegalRequest("never")));
    assertSense(3, 0x0C, 0, ScsiResponse.of(WRITING, StoreException.unwritable(9, "bad", null)));
    ScsiResponse unreadable = ScsiResponse.of(READING, StoreException.unreadable(9, "bad", null));
    assertSense(3, 0x11, 0, unreadable);
    assertEquals(9, unreadable.sense().information());
  }

  @Test
  void shouldTakeAnyOtherInputOrOutputErrorForTheMediums() {
    assertSense(3, 0x11, 0, ScsiResponse.of(READING, new IOException("bad")));
    assertSense(3, 0x0C, 0, ScsiResponse.of(WRITING, new IOException("bad")));
  }

  @Test
  void shouldTakeAllElseForABug() {
    assertSense(4, 0x44, 0, ScsiResponse.of(READING, new IllegalStateException("bug")));
    assertSense(4, 0x44, 0, ScsiResponse.of(READING, new StackOverflowError()));
  }

  @Test
  void shouldNotTakeAStoreExceptionWithoutSense() {
    assertThrows(NullPointerException.class, () -> new StoreException(null, "m", null));
  }
}
