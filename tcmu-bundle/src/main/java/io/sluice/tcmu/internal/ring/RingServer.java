package io.sluice.tcmu.internal.ring;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.host.Turn;
import io.sluice.backend.host.TurnWatch;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the ring of one device: a thread that takes commands and gives them to a sink, and rings
 * the doorbell once for all that was completed before it sleeps.
 */
public final class RingServer implements TurnWatch.Reader {
  private static final Logger LOG = LoggerFactory.getLogger(RingServer.class);

  /** So many threads may be stuck in handlers before no more are made. */
  private static final int MOST_READERS = 64;

  /** So long a handler on the ring's thread may take to return when the ring is stopped. */
  private static final long PATIENCE_MILLIS = 1_000;

  private static final long LOOK_AGAIN_MILLIS = 10;

  /** So many times in a row nothing was seen to happen before the ring is left without a thread. */
  private static final int LOOKS_UNTIL_REST = 4;

  private final Ring ring;
  private final RingPort port;
  private final CommandSink sink;
  private final RingWatch watch;
  private final ThreadFactory threads;
  private final String name;
  private final Turn turn = new Turn();
  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
  private volatile Thread reader;
  private volatile boolean stopping;
  private volatile boolean deaf;

  /** The reader is to leave the ring to the port's events. */
  private volatile boolean restWanted;

  /** No thread reads the ring: one is made at the port's next event. Changed by this. */
  private volatile boolean resting;

  // Of the watch's thread.
  private long lastTurn;
  private int quietLooks;
  private boolean saidStuck;
  private boolean saidNone;

  /**
   * Reads and checks the mailbox; takes nothing before {@link #start}.
   *
   * @param threads makes the reader's thread, which is renamed
   */
  public RingServer(
      RingPort port,
      ScsiDevice device,
      Nexus nexus,
      CommandSink sink,
      RingWatch watch,
      ThreadFactory threads)
      throws RingFault {
    this.port = port;
    this.sink = sink;
    this.watch = watch;
    this.threads = threads;
    name = device.name();
    ring = new Ring(port, device, nexus, sink, watch::runAbort);
  }

  /** Begins to serve. */
  public void start() {
    startReader();
    watch.add(this);
  }

  /** Why the ring is broken, when it is. */
  public Optional<String> fault() {
    return Optional.ofNullable(ring.fault()).map(Throwable::getMessage);
  }

  /** Commands that were taken and not answered: they hold on to the port's memory. */
  public int underWay() {
    return ring.underWay();
  }

  /**
   * Waits until there is nothing to do any more, at most so long. Who calls has seen to it that the
   * kernel sends nothing new. Returns whether all was answered.
   */
  public boolean drain(long timeoutMillis) throws InterruptedException {
    return ring.awaitIdle(timeoutMillis);
  }

  /**
   * Takes no more commands, and when it returns no thread reads the ring any more. Commands under
   * way may still be completed, and touch the port's memory when they are; see {@link #underWay}.
   */
  public void stop() throws InterruptedException {
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
    }
    watch.remove(this);
    port.wake();
    long patienceEnds = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    awaitNoRest(patienceEnds);
    while (reader.isAlive()) {
      long inside = turn.now();
      if (System.nanoTime() - patienceEnds > 0 && turn.takeOver(inside)) {
        break; // stuck in a handler: it will find that the ring is not its own
      }
      reader.join(LOOK_AGAIN_MILLIS);
    }
    ring.doorbell().beforeSleep();
  }

  /** Its event is still to come, and must not come when the port is closed. */
  private synchronized void awaitNoRest(long patienceEnds) throws InterruptedException {
    while (resting && patienceEnds - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, patienceEnds - System.nanoTime()));
    }
  }

  private void startReader() {
    Thread next = threads.newThread(this::run);
    next.setName("sluice-ring-" + name);
    reader = next;
    next.start();
  }

  private void run() {
    readers.add(Thread.currentThread());
    try {
      read();
    } catch (IOException e) {
      LOG.error("{}: the ring's thread ends", name, e);
      deaf = true;
    } catch (RuntimeException | Error e) { // the watch sees to it that another goes on
      LOG.error("{}: the ring's thread has failed", name, e);
    } finally {
      readers.remove(Thread.currentThread());
    }
  }

  private void read() throws IOException {
    Doorbell doorbell = ring.doorbell();
    while (!stopping && ring.fault() == null) {
      doorbell.awake();
      if (!serveAll()) {
        return; // another thread reads the ring now
      }
      doorbell.beforeSleep();
      if (!stopping && !ring.hasMore()) {
        port.await();
        if (restWanted && rest()) {
          return;
        }
      }
    }
    doorbell.beforeSleep();
  }

  /**
   * Gives the ring up until there is something to do. Returns false when there is already, or it
   * can't be waited for without a thread.
   */
  private boolean rest() {
    restWanted = false;
    if (ring.hasMore()) {
      return false;
    }
    synchronized (this) {
      if (stopping) {
        return false;
      }
      resting = true;
    }
    watch.remove(this);
    try {
      port.onNext(this::endRest);
      return true;
    } catch (IOException | OutOfMemoryError e) {
      LOG.warn("{}: the ring keeps its thread: {}", name, e.getMessage());
      keepReader();
      return false;
    }
  }

  private synchronized void keepReader() {
    resting = false;
    if (!stopping) {
      watch.add(this);
    }
  }

  private synchronized void endRest() {
    resting = false;
    notifyAll();
    if (!stopping) {
      startNextReader();
      watch.add(this);
    }
  }

  /** Returns false when the ring was taken from this thread. */
  private boolean serveAll() {
    while (!stopping) {
      RingCmd cmd = ring.take();
      if (cmd == null) {
        return true;
      }
      long inside = turn.enter();
      execute(cmd);
      if (!turn.leave(inside)) {
        return false;
      }
    }
    return true;
  }

  private void execute(RingCmd cmd) {
    try {
      sink.execute(cmd);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: {} failed", name, cmd, e);
      if (!cmd.isCompleted()) {
        cmd.complete(ScsiResponse.targetFailure());
      }
    }
  }

  /**
   * The watch looks whether there is a reader, and whether it is still in the handler that it was
   * in last time; a reader at which nothing has happened for some looks is to rest. Returns whether
   * anything happens here.
   */
  @Override
  public boolean check() {
    if (resting) {
      return false;
    }
    long now = turn.now();
    boolean isInside = Turn.isInside(now);
    if (!reader.isAlive()) {
      ring.doorbell().ringFor(); // what others complete, as long as there is none
      restoreReader(now);
    } else if (isInside && now == lastTurn) {
      ring.doorbell().ringFor(); // likewise, whether or not it is replaced
      replaceReader(now);
    }
    boolean isBusy = isInside || now != lastTurn;
    lastTurn = now;
    quietLooks = isBusy ? 0 : quietLooks + 1;
    if (quietLooks == LOOKS_UNTIL_REST) {
      quietLooks = 0;
      restWanted = true;
      port.wake();
    }
    return isBusy;
  }

  /** The last reader has failed, or the machine had no thread for it. */
  private synchronized void restoreReader(long turnOfIts) {
    if (!stopping && !resting && !deaf && ring.fault() == null) {
      turn.takeOver(turnOfIts);
      startNextReader();
    }
  }

  private synchronized void replaceReader(long inside) {
    if (stopping) {
      return;
    }
    if (readers.size() >= MOST_READERS) {
      saidStuck =
          saidStuck || warn("%d threads are stuck in its handler".formatted(readers.size()));
    } else if (turn.takeOver(inside)) {
      LOG.debug("{}: a handler blocks the ring's thread; another reads on", name);
      startNextReader();
    }
  }

  /** Where that fails, the watch tries again. */
  private void startNextReader() {
    try {
      startReader();
    } catch (OutOfMemoryError e) {
      saidNone = saidNone || warn("there is no thread to read it: " + e.getMessage());
    }
  }

  private boolean warn(String why) {
    LOG.warn("{}: {}; the ring waits", name, why);
    return true;
  }
}
