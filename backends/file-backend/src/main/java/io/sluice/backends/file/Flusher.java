package io.sluice.backends.file;

import io.sluice.backend.StoreException;
import io.sluice.posix.DataSync;
import io.sluice.posix.Fd;
import io.sluice.posix.PosixException;
import java.io.Closeable;

/** Makes what was written durable; a failure is final, until the volume is opened anew. */
final class Flusher implements Closeable {
  private final DataSync sync;

  /**
   * @param fd of the file, used for nothing else; closed with this
   */
  Flusher(Fd fd) {
    sync = new DataSync(fd);
  }

  /** Returns when every write that returned before is on the medium. */
  void flush() throws StoreException {
    try {
      sync.run();
    } catch (PosixException e) {
      throw FileFailure.ofFlush(
          e.getMessage()
              + ": what was written before may be lost, and the kernel tells but once; flushes fail"
              + " until the volume is opened anew",
          e);
    }
  }

  @Override
  public void close() throws PosixException {
    sync.close();
  }
}
