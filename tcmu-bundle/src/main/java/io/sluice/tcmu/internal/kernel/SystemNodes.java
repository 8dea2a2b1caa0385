package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.DeviceNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Real device nodes. */
final class SystemNodes implements Kernel.DeviceNodes {
  private static final int TYPE = 0170000;
  private static final int BLOCK_DEVICE = 0060000;

  @Override
  public void createBlock(Path path, int major, int minor, int permissions) throws IOException {
    DeviceNode.createBlock(path, major, minor, permissions);
  }

  @Override
  public Optional<String> blockNumber(Path path) throws IOException {
    try {
      Map<String, Object> status = Files.readAttributes(path, "unix:mode,rdev");
      boolean isBlock = ((int) status.get("mode") & TYPE) == BLOCK_DEVICE;
      return isBlock ? Optional.of(DeviceNode.number((long) status.get("rdev"))) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }
}
