package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One EXTENDED COPY: reads a step, writes it, and so on, segment by segment. It goes on wherever
 * the answer to its last command comes, and waits on no thread: a step that meets a closed gate is
 * held there like any command, so copies that cross can't block each other.
 */
final class CopyOperation {
  private static final Logger LOG = LoggerFactory.getLogger(CopyOperation.class);
  private static final ScsiResponse ABORTED = ScsiResponse.status(ScsiStatus.TASK_ABORTED);
  private static final ScsiResponse BUSY = ScsiResponse.status(ScsiStatus.BUSY);

  private final ScsiCmd cmd;
  private final CopyNexus nexus;
  private final CopyParameterList list;
  private final CopyProgress progress;
  private final Runnable onEnd;

  /** How often {@link #step} is due; who raises it from 0 runs it. */
  private final AtomicInteger due = new AtomicInteger();

  private volatile CopyCmd inner;

  // Of who runs step().
  private Segments buffer;
  private int index = -1;
  private SegmentCopy segment;
  private long written;
  private boolean writing;
  private ScsiResponse answer;

  /**
   * @param cmd is answered at the end
   * @param nexus that it came over
   * @param onEnd called before that
   */
  CopyOperation(
      ScsiCmd cmd,
      CopyNexus nexus,
      CopyParameterList list,
      Segments buffer,
      CopyProgress progress,
      Runnable onEnd) {
    this.cmd = cmd;
    this.nexus = nexus;
    this.list = list;
    this.buffer = buffer;
    this.progress = progress;
    this.onEnd = onEnd;
  }

  /** Begins; the rest comes by itself. */
  void start() {
    cmd.onAbort(this::abort);
    proceed();
  }

  private void abort() {
    CopyCmd now = inner;
    if (now != null) {
      now.abort(); // or it stays where it is held
    }
  }

  private void answered(ScsiResponse response) {
    answer = response;
    proceed();
  }

  /** An answer that comes at once must not make the stack grow. */
  private void proceed() {
    if (due.getAndIncrement() == 0) {
      do {
        step();
      } while (due.decrementAndGet() != 0);
    }
  }

  private void step() {
    if (cmd.isAborted()) {
      end(ABORTED);
      return;
    }
    try {
      if (answer != null) {
        takeAnswer();
      }
      if (writing) {
        send(segment.write(cmd.tag(), buffer, this::answered));
      } else if (findWork()) {
        send(segment.read(cmd.tag(), buffer, this::answered));
      } else {
        end(ScsiResponse.good(cmd.dataIn().length()));
      }
    } catch (CopyAborted e) {
      end(failure(e));
    }
  }

  private void takeAnswer() throws CopyAborted {
    ScsiStatus status = answer.status();
    if (status != ScsiStatus.GOOD || !inner.isWhole(answer)) {
      LOG.debug("{}: {} was answered {}", cmd, inner, answer);
      CopyEnd failed = writing ? segment.destination() : segment.source();
      throw new CopyAborted(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE, failed.at());
    }
    if (writing) {
      written += segment.next();
      segment.advance();
      progress.update(index + 1, written);
    }
    writing = !writing;
    answer = null;
  }

  /** Whether there is something left to copy. */
  private boolean findWork() throws CopyAborted {
    while (segment == null || segment.isDone()) {
      if (index + 1 == list.segments().size()) {
        return false;
      }
      index++;
      progress.update(index + 1, written);
      segment = null;
      segment = SegmentCopy.begin(nexus, list, list.segments().get(index));
    }
    return true;
  }

  private void send(CopyCmd next) {
    inner = next;
    if (cmd.isAborted()) { // perhaps before it could be seen
      next.abort();
    }
    try {
      next.nexus().executeForCopy(next);
    } catch (RuntimeException e) { // its logical unit ends
      LOG.debug("{}: {} is not taken", cmd, next, e);
      if (!next.isCompleted()) {
        next.complete(BUSY);
      }
    }
  }

  /** With the segment's number, and what of it is not written where something is. */
  private ScsiResponse failure(CopyAborted why) {
    SenseData sense =
        new SenseData(SenseKey.COPY_ABORTED, why.additional()).withCommandSpecific(index);
    if (why.at() != CopyAborted.NOWHERE) {
      sense = sense.withFieldPointer(false, why.at(), -1);
    }
    boolean some = segment != null && segment.done() > 0;
    return ScsiResponse.checkCondition(some ? sense.withInformation(segment.residual()) : sense);
  }

  private void end(ScsiResponse response) {
    buffer = null;
    inner = null;
    progress.end(response);
    onEnd.run();
    cmd.complete(response);
  }
}
