package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.Program;
import java.nio.file.Path;

/** Files made by qemu-img. */
final class QemuVmdk {
  /** Writes what is in {@code $0.raw} to the output. */
  static final String CONVERT =
      """
      qemu-img convert -f raw -O vmdk -o subformat=streamOptimized $0.raw $0.vmdk &&
      cat $0.vmdk
      """;

  private QemuVmdk() {}

  static byte[] of(Path folder, byte[] content) throws Exception {
    String disk = folder.resolve("disk").toString();
    return Program.filter(folder, content, "sh", "-c", "cat > $0.raw && " + CONVERT, disk);
  }
}
