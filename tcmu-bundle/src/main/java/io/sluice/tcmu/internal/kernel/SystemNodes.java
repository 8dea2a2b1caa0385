package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.DeviceNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Real device nodes. */
final class SystemNodes implements Kernel.DeviceNodes {
  private static final int TYPE = 0170000;
  private static final int BLOCK_DEVICE = 0060000;

  @Override
  public void createBlock(Path path, int major, int minor, int permissions) throws IOException {
    DeviceNode.createBlock(path, major, minor, permissions);
  }

  @Override
  public boolean isBlock(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & TYPE) == BLOCK_DEVICE;
  }
}
