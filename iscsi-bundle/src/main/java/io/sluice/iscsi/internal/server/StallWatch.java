package io.sluice.iscsi.internal.server;

import io.sluice.iscsi.internal.pdu.PduReader;
import io.sluice.iscsi.internal.pdu.PduWriter;
import io.sluice.iscsi.internal.session.IscsiCmd;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.Timer;
import io.sluice.iscsi.internal.session.WriteTransfer;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Ends a session that keeps memory for nothing: that sends no byte of the data it was asked for or
 * has announced, or reads no byte of what waits for it. How long all of it takes does not matter,
 * nor does what the session sends besides.
 */
final class StallWatch implements AutoCloseable {
  private static final int CHECKS = 4;

  private final Session session;
  private final PduReader reader;
  private final Patience forData;
  private final Patience forReading;
  private final Future<?> check;

  StallWatch(Session session, PduReader reader, Timer timer, Duration patience) {
    this.session = session;
    this.reader = reader;
    forData = new Patience(patience.toNanos(), System.nanoTime());
    forReading = new Patience(patience.toNanos(), System.nanoTime());
    check = timer.every(patience.dividedBy(CHECKS), this::check);
  }

  private void check() {
    long now = System.nanoTime();
    PduWriter writer = session.writer();
    if (forData.isOver(reader.steps(), isDataDue(), now)) {
      session.drop("it does not send the data that it was asked for");
    } else if (forReading.isOver(writer.written(), writer.isStalled(), now)) {
      session.drop("it does not read what is sent to it");
    }
  }

  private boolean isDataDue() {
    for (IscsiCmd cmd : session.tasks().all()) {
      WriteTransfer incoming = cmd.incoming();
      if (incoming != null && incoming.isDue()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    check.cancel(false);
  }
}
