package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;

/** Another process serves the device. */
public final class UioBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  UioBusyException(Path node, Throwable cause) {
    super(
        node
            + " is open in another process, which serves the disk. Stop that process first"
            + " (fuser "
            + node
            + " names it)",
        cause);
  }
}
