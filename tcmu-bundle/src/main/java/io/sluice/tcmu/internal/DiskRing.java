package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.UioLookup;
import io.sluice.tcmu.internal.ring.MailboxState;
import io.sluice.tcmu.internal.ring.RingFault;
import io.sluice.tcmu.internal.ring.RingPort;
import io.sluice.tcmu.internal.ring.RingServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ring of a disk, and what serves it. */
final class DiskRing {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRing.class);

  private final Kernel kernel;
  private final DiskPlan plan;
  private final Backstore backstore;

  private volatile KernelDisk.ServerFactory servers;
  private volatile RingPort port;
  private volatile RingServer server;

  DiskRing(Kernel kernel, DiskPlan plan, Backstore backstore) {
    this.kernel = kernel;
    this.plan = plan;
    this.backstore = backstore;
  }

  /** Has it served by what these make. */
  void serveBy(KernelDisk.ServerFactory factory) {
    servers = factory;
  }

  /** Whether it is held open, served or not. */
  boolean isOpen() {
    return port != null;
  }

  /** Why it is not served any more, if so. */
  Optional<String> fault() {
    return server.fault();
  }

  /** Fails as long as another process has it. */
  void open() throws IOException {
    String uioName = backstore.uioName(plan.settings().devConfig());
    UioLookup.Uio uio =
        new UioLookup(kernel.paths())
            .find(uioName)
            .orElseThrow(
                () -> new IOException("the kernel made no uio device with the name " + uioName));
    port = kernel.uio().open(uio);
  }

  /**
   * What the old process left unanswered is answered with BUSY, and comes again. It can't be served
   * as it lies there: answers overwrite entries of commands that are still under way, and where the
   * kernel offers the disk to other machines too, an initiator that has gone another way meanwhile
   * may have written anew what an old command would write.
   *
   * <p>The device is not blocked for it. Who has waited longest gets no second BUSY so, for which
   * the kernel would give it up; what comes meanwhile waits in the ring for us.
   */
  void clean() throws IOException {
    if (!MailboxState.isClean(port)) {
      LOG.info("{}: the ring was left with commands; they are retried", plan.name());
      backstore.resetRing();
    }
  }

  /** Begins to serve it. */
  void serve() throws IOException {
    try {
      server = servers.over(port);
    } catch (RingFault fault) {
      throw new IOException("the ring of " + plan.name() + " can't be used: " + fault.getMessage());
    }
    server.start();
  }

  /**
   * Ends serving it and lets it go. Does nothing where it is not open.
   *
   * @throws IOException when commands are not answered in time: it stays open
   */
  void close(long drainMillis) throws IOException {
    if (port == null) {
      return;
    }
    if (server != null) {
      stopServer(drainMillis);
    }
    port.close();
    port = null;
  }

  private void stopServer(long drainMillis) throws IOException {
    try {
      server.drain(drainMillis);
      server.stop();
    } catch (InterruptedException e) {
      throw interrupted("waiting for commands under way");
    }
    if (server.underWay() > 0) {
      throw new IOException(
          server.underWay()
              + " commands are stuck in the handler and hold on to the ring's memory; it is"
              + " released when this process ends");
    }
  }

  private static InterruptedIOException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while " + what);
  }
}
