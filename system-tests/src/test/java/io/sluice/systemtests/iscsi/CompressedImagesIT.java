package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QEMU's initiator, on images that others' programs compressed, here and on a server. */
class CompressedImagesIT {
  private static final int SIZE = 12 << 20;
  private static final int BLOCK = 512;

  /**
   * What is made of the disk's content.
   *
   * @param format as the configuration names it
   * @param command from its input to its output, or with the words IN and OUT for their files
   */
  private record Kind(String name, String format, List<String> command) {
    static Kind of(String name, String format, String... command) {
      return new Kind(name, format, List.of(command));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          Kind.of("gzip", "gzip", "gzip", "-c"),
          Kind.of("bgzip", "bgzf", "bgzip", "-c"),
          Kind.of("bgzip-as-gzip", "gzip", "bgzip", "-c"),
          Kind.of("bzip2", "bzip2", "bzip2", "-c"),
          Kind.of("pixz", "xz", "pixz", "-t", "-f", "0.5", "IN", "OUT"),
          Kind.of("pzstd", "zstd", "pzstd", "-q", "-f", "IN", "-o", "OUT"),
          Kind.of("xz", "xz", "xz", "-1", "--block-size=1MiB", "-c"),
          Kind.of("xz-of-one-block", "xz", "xz", "-1", "-T1", "-c"),
          Kind.of("zstd", "zstd", "zstd", "-q", "-c"),
          Kind.of(
              "vmdk",
              "vmdk",
              "qemu-img",
              "convert",
              "-f",
              "raw",
              "-O",
              "vmdk",
              "-o",
              "subformat=streamOptimized",
              "IN",
              "OUT"));

  private static final Kind DAMAGED = Kind.of("damaged", "bgzf", "bgzip", "-c");

  @TempDir static Path folder;
  @TempDir static Path web;
  private static IscsiGateway gateway;
  private static HttpsNginx nginx;
  private static Path raw;

  static List<Kind> kinds() {
    return KINDS;
  }

  @BeforeAll
  static void start() throws Exception {
    List<String> programs =
        new ArrayList<>(List.of("nginx", "openssl", "qemu-img", "qemu-io", "iscsi-test-cu"));
    programs.add("/usr/share/doc/qemu-block-extra/copyright");
    KINDS.forEach(kind -> programs.add(kind.command.get(0)));
    Requirements.check(programs.toArray(String[]::new));
    byte[] content = content();
    Path odd = Files.write(folder.resolve("odd.raw"), content);
    raw = Files.write(folder.resolve("disk.raw"), Arrays.copyOf(content, SIZE));
    nginx = new HttpsNginx(web);
    gateway = new IscsiGateway(folder.resolve("gateway"));
    for (Kind kind : KINDS) {
      Path image = nginx.file(kind.name + ".img");
      make(kind, odd, image);
      disk("local-" + kind.name, kind, image.toString());
      gateway.configureHandler(
          "server-" + kind.name,
          "http",
          "url = %s\ncaFile = %s".formatted(nginx.url(kind.name + ".img"), nginx.ca()));
      disk("remote-" + kind.name, kind, "volume:server-" + kind.name);
    }
    makeDamaged(odd);
    gateway.start();
  }

  private static void disk(String name, Kind kind, String image) throws IOException {
    gateway.configure(name, "image", "format = " + kind.format + "\nimage = " + image, "", "");
  }

  /** Some of it can be compressed, some can't, some is zero; it ends within a block. */
  private static byte[] content() {
    byte[] content = new byte[SIZE - BLOCK + 77];
    Random random = new Random(1);
    for (int at = 0; at < content.length; at++) {
      content[at] =
          switch (at >> 20 & 3) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) (at / 1000);
            case 2 -> (byte) (random.nextInt(8) == 0 ? random.nextInt(9) : at);
            default -> 0;
          };
    }
    return content;
  }

  private static void make(Kind kind, Path content, Path image) throws Exception {
    List<String> command =
        kind.command.stream()
            .map(word -> word.equals("IN") ? content.toString() : word)
            .map(word -> word.equals("OUT") ? image.toString() : word)
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(content.toFile())
            .redirectOutput(
                command.equals(kind.command)
                    ? image.toFile()
                    : folder.resolve("output.txt").toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> kind + ": " + text(folder.resolve("errors.txt")));
  }

  /** In the first mebibyte, of which nothing can be compressed: between two blocks' headers. */
  private static void makeDamaged(Path content) throws Exception {
    Path image = folder.resolve("damaged.img");
    make(DAMAGED, content, image);
    byte[] bytes = Files.readAllBytes(image);
    bytes[500_000] ^= 1;
    Files.write(image, bytes);
    disk(DAMAGED.name, DAMAGED, image.toString());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
    if (nginx != null) {
      nginx.close();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void requireSame(String disk) throws IOException, InterruptedException {
    String url = gateway.url(disk);
    gateway.awaitDisk(url);
    Call.of(List.of("qemu-img", "compare", "-f", "raw", "-F", "raw", raw.toString(), url))
        .succeeded();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldGiveTheDiskOfALocalImage(Kind kind) throws Exception {
    requireSame("local-" + kind.name);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldGiveTheDiskOfAnImageOnAServer(Kind kind) throws Exception {
    requireSame("remote-" + kind.name);
  }

  @Test
  void shouldFailTheDamagedBlocksAndGiveTheRest() throws Exception {
    String url = gateway.url(DAMAGED.name);
    gateway.awaitDisk(url);
    int step = 256 << 10;
    List<String> command = new ArrayList<>(List.of("qemu-io", "-r", "-f", "raw"));
    for (int at = 0; at < SIZE; at += step) {
      command.addAll(List.of("-c", "read " + at + " " + step));
    }
    command.add(url);
    String output = Call.of(command).output();
    long failed = output.lines().filter(line -> line.contains("Input/output error")).count();
    long given = output.lines().filter(line -> line.contains(" bytes at offset ")).count();
    assertTrue(failed == 1 || failed == 2, output);
    assertEquals(SIZE / step - failed, given, output);
  }
}
