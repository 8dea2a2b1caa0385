package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.DeviceNode;
import io.sluice.posix.Errno;
import io.sluice.posix.EventFd;
import io.sluice.posix.EventWatch;
import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.Mapping;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import io.sluice.tcmu.internal.ring.RingPort;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open uio device: its shared memory, its events, its doorbell. Only one process has it. */
public final class UioDevice implements RingPort {
  private static final Logger LOG = LoggerFactory.getLogger(UioDevice.class);
  private static final int PERMISSIONS = 0600;
  private static final long KERNEL_EVENT = 1;

  /**
   * The kernel tells of an event when its count, 32 bits wide, is not the one that was read last.
   * So many waits later, with 65535 commands each at the most, the count has not come round.
   */
  private static final int WAITS_BETWEEN_READS = 1 << 14;

  private final UioEvents idle;
  private final Fd fd;
  private final EventFd wakeUp;
  private final EventWatch events;
  private final Mapping mapping;
  private final ByteBuffer memory;
  private int waits; // of the ring's thread
  private final AtomicBoolean saidDeaf = new AtomicBoolean();

  private UioDevice(UioEvents idle, Fd fd, EventFd wakeUp, EventWatch events, Mapping mapping) {
    this.idle = idle;
    this.fd = fd;
    this.wakeUp = wakeUp;
    this.events = events;
    this.mapping = mapping;
    memory = mapping.buffer();
  }

  /**
   * Opens and maps it.
   *
   * @param idle where it waits for events while it has no thread
   * @throws UioBusyException when another process has it
   */
  public static UioDevice open(KernelPaths paths, UioLookup.Uio uio, UioEvents idle)
      throws IOException {
    Fd fd = openNode(paths, uio);
    Deque<Closeable> opened = new ArrayDeque<>(List.of(fd));
    try {
      EventFd wakeUp = new EventFd();
      opened.push(wakeUp);
      EventWatch events = new EventWatch(fd, wakeUp.fd());
      opened.push(events);
      return new UioDevice(idle, fd, wakeUp, events, Mapping.readWrite(fd, uio.mapSize()));
    } catch (IOException | RuntimeException e) {
      Failures closing = new Failures();
      opened.forEach(one -> closing.attempt("close " + one, one::close));
      closing.addTo(e);
      throw e;
    }
  }

  private static Fd openNode(KernelPaths paths, UioLookup.Uio uio) throws IOException {
    Path node = paths.dev().resolve(uio.name());
    if (!Files.exists(node)) { // no devtmpfs
      DeviceNode.createCharacter(node, uio.major(), uio.minor(), PERMISSIONS);
    }
    Fd fd = openNode(node);
    try {
      requireStillOf(paths, uio, fd);
      return fd;
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static Fd openNode(Path node) throws IOException {
    try {
      return Fd.open(node, OpenFlags.O_RDWR);
    } catch (PosixException e) {
      if (e.errno() == Errno.EBUSY) {
        throw new UioBusyException(node, e);
      }
      throw e;
    }
  }

  /** A node may be of another boot, and a number another device's, until it is open. */
  private static void requireStillOf(KernelPaths paths, UioLookup.Uio uio, Fd fd)
      throws IOException {
    FileStatus status = FileStatus.of(fd);
    boolean isNumber = status.ownMajor() == uio.major() && status.ownMinor() == uio.minor();
    if (!isNumber || !new UioLookup(paths).find(uio.deviceName()).equals(Optional.of(uio))) {
      throw new IOException(
          "%s has the number %d:%d, that of %s is %d:%d: it is another device's. Remove it, if it is no device file of this boot"
              .formatted(
                  paths.dev().resolve(uio.name()),
                  status.ownMajor(),
                  status.ownMinor(),
                  uio.deviceName(),
                  uio.major(),
                  uio.minor()));
    }
  }

  @Override
  public ByteBuffer memory() {
    return memory;
  }

  @Override
  public long address() {
    return mapping.address();
  }

  @Override
  public void ring() {
    try {
      fd.writeInt(1);
    } catch (PosixException e) {
      if (!fd.isClosed() && saidDeaf.compareAndSet(false, true)) {
        LOG.warn("The kernel does not hear of completions any more: {}", e.getMessage());
      }
    }
  }

  @Override
  public void await() throws IOException {
    long ready = events.await(-1);
    if ((ready & KERNEL_EVENT) != 0 && ++waits % WAITS_BETWEEN_READS == 0) {
      fd.readInt();
    }
  }

  @Override
  public void onNext(Runnable action) throws IOException {
    idle.onNext(events.fd(), action);
  }

  @Override
  public void wake() {
    try {
      wakeUp.signal();
    } catch (PosixException e) {
      LOG.error("A ring's thread can't be woken: {}", e.getMessage());
    }
  }

  /**
   * Unmaps and closes it. Nobody may touch the memory any more: no command is under way, and no
   * thread waits.
   */
  @Override
  public void close() throws IOException {
    Failures failures = new Failures();
    failures.attempt("unmap the ring", mapping::close);
    failures.attempt("close the event watch", events::close);
    failures.attempt("close the eventfd", wakeUp::close);
    failures.attempt("close " + fd, fd::close);
    failures.throwIfAny("uio device");
  }
}
