package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.Prerequisite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU's own tools: the judges of what is written here, and the makers of what is read. */
final class QemuImg {
  private QemuImg() {}

  static void require() {
    Prerequisite.require(
        Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-img (Debian package qemu-utils)");
  }

  /** Runs {@code qemu-img} and requires success. */
  static String run(Object... arguments) throws IOException, InterruptedException {
    return call("qemu-img", arguments).requireSuccess();
  }

  /** Runs {@code qemu-io} with its commands. */
  static void io(Path image, String... commands) throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>();
    for (String command : commands) {
      arguments.add("-c");
      arguments.add(command);
    }
    arguments.addAll(List.of("-f", "qcow2", image));
    call("qemu-io", arguments.toArray()).requireSuccess();
  }

  static Output call(String program, Object... arguments) throws IOException, InterruptedException {
    require();
    List<String> command = new ArrayList<>(List.of(program));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    return new Output(command, process.exitValue(), output);
  }

  /** What a call gave. */
  record Output(List<String> command, int status, String text) {
    String requireSuccess() {
      assertEquals(0, status, () -> String.join(" ", command) + ": " + text);
      return text;
    }
  }

  /** Requires that the image has neither errors nor leaks. */
  static void requireClean(Path image) throws IOException, InterruptedException {
    run("check", "-f", "qcow2", image);
  }

  /** The content as the image's maker reads it. */
  static byte[] content(Path image, String... more) throws IOException, InterruptedException {
    Path raw = Files.createTempFile(image.getParent(), "content", ".raw");
    List<Object> arguments = new ArrayList<>(List.of("convert", "-f", "qcow2", "-O", "raw"));
    arguments.addAll(Arrays.asList(more));
    arguments.add(image);
    arguments.add(raw);
    run(arguments.toArray());
    byte[] bytes = Files.readAllBytes(raw);
    Files.delete(raw);
    return bytes;
  }
}
