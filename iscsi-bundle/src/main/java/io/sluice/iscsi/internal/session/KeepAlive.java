package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Asks an initiator that has been silent whether it lives, by a NOP-In, and drops the connection
 * when it does not answer.
 */
public final class KeepAlive implements AutoCloseable {
  private static final int PING_TAG = 0x50494E47;

  private final Session session;
  private final long interval;
  private final long timeout;
  private final Future<?> check;
  private volatile long heardAt = System.nanoTime();
  private volatile boolean asked;

  public KeepAlive(Session session, Timer timer, Duration interval, Duration timeout) {
    this.session = session;
    this.interval = interval.toNanos();
    this.timeout = timeout.toNanos();
    long period = Math.max(1_000_000, Math.min(this.interval, this.timeout) / 2);
    check = timer.every(Duration.ofNanos(period), this::check);
  }

  /** The initiator has sent something. */
  void heard() {
    heardAt = System.nanoTime();
    if (asked) {
      asked = false;
    }
  }

  private void check() {
    long silence = System.nanoTime() - heardAt;
    if (asked && silence > interval + timeout) {
      session.drop("it does not answer");
    } else if (!asked && silence > interval) {
      asked = true;
      session
          .writer()
          .send(
              new PduTemplate(Opcode.NOP_IN, Bhs.RESERVED_TAG)
                  .u32(Bhs.TARGET_TRANSFER_TAG, PING_TAG)
                  .unnumbered());
    }
  }

  @Override
  public void close() {
    check.cancel(false);
  }
}
