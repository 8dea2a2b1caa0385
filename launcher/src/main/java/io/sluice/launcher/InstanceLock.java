package io.sluice.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One gateway per base folder. The lock is the kernel's and ends with the process. */
final class InstanceLock implements Closeable {
  private final FileChannel channel;

  private InstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws Failure where another process has it, with that process's id
   */
  static InstanceLock take(Path file) throws IOException, Failure {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new Failure(
          Failure.RUNS_ALREADY,
          "a gateway runs here already (process "
              + Files.readString(file).strip()
              + ", lock "
              + file
              + "); attach to it: sluice shell");
    }
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
    return new InstanceLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
