package io.sluice.systemtests.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of this machine's CPUs, for one guest at a time. A guest has one CPU of its own, and runs
 * several times slower when its processes are moved between the host's.
 */
record GuestCpu(int number) implements AutoCloseable {

  private static final BlockingQueue<Integer> FREE = new LinkedBlockingQueue<>(allowed());

  /** Waits for a CPU that no other guest has. */
  static GuestCpu take() throws InterruptedException {
    return new GuestCpu(FREE.take());
  }

  @Override
  public void close() {
    FREE.add(number);
  }

  /** The CPUs that this process may use, from a list such as {@code 0-1,4}. */
  private static List<Integer> allowed() {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      String list =
          status
              .filter(line -> line.startsWith("Cpus_allowed_list:"))
              .findFirst()
              .orElseThrow()
              .replaceFirst(".*:\\s*", "");
      return Stream.of(list.split(",", -1)).flatMapToInt(GuestCpu::range).boxed().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IntStream range(String range) {
    String[] ends = range.split("-", -1);
    return IntStream.rangeClosed(
        Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
  }
}
