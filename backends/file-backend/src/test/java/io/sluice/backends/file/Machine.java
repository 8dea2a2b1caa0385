package io.sluice.backends.file;

import io.sluice.backend.Prerequisite;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Small file systems and loop devices for a test, undone in reverse order. Needs root. */
final class Machine implements AutoCloseable {
  private final Deque<String[]> undo = new ArrayDeque<>();

  /** Mounts a tmpfs of that size on a new folder in {@code parent}. */
  Path tmpfs(Path parent, String size) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "tmpfs");
    Prerequisite.require(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString()),
        "the right to mount a tmpfs (root)");
    undo.push(new String[] {"umount", folder.toString()});
    return folder;
  }

  /** A loop device over a file. */
  Path loop(Path file, String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 4];
    command[0] = "losetup";
    command[1] = "-f";
    command[2] = "--show";
    System.arraycopy(options, 0, command, 3, options.length);
    command[command.length - 1] = file.toString();
    Process process = new ProcessBuilder(command).start();
    String device =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    Prerequisite.require(
        process.waitFor() == 0 && !device.isEmpty(), "losetup and a free loop device (root)");
    undo.push(new String[] {"losetup", "-d", device});
    return Path.of(device);
  }

  static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Override
  public void close() throws IOException {
    try {
      while (!undo.isEmpty()) {
        run(undo.pop());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the machine is left as it is: " + undo.size());
    }
  }
}
