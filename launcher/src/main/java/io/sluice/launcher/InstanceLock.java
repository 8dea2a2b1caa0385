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
import java.time.Duration;
import java.util.Optional;

/** One gateway per base folder. The lock is the kernel's and ends with the process. */
final class InstanceLock implements Closeable {
  private static final long RETRY_MILLIS = 20;

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
    Optional<InstanceLock> lock = tryTake(file);
    if (lock.isEmpty()) {
      throw new Failure(
          Failure.RUNS_ALREADY,
          "a gateway runs here already (process "
              + holder(file)
              + ", lock "
              + file
              + "); attach to it: "
              + Main.COMMAND
              + " shell");
    }
    return lock.get();
  }

  /**
   * Takes the lock when the process that has it ends.
   *
   * @throws Failure when it does not in time
   */
  static InstanceLock await(Path file, Duration bound)
      throws IOException, Failure, InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    Optional<InstanceLock> lock = tryTake(file);
    while (lock.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(RETRY_MILLIS); // the kernel tells of no process's end that is not a child
      lock = tryTake(file);
    }
    return lock.orElseThrow(
        () ->
            new Failure(
                Failure.RUNS_ALREADY,
                "the gateway does not end (process "
                    + holder(file)
                    + "); see its log, and lun:list there. Its end by force is safe for all that was"
                    + " acknowledged: kill -9"));
  }

  private static String holder(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Takes the lock if it is free. */
  static Optional<InstanceLock> tryTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
    return Optional.of(new InstanceLock(channel));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
