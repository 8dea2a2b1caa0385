package io.sluice.backends.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.layer.ReportingStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with a disk cache is killed while it fills it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CacheCrashTest {
  private static final int BLOCK = 64 << 10;
  private static final int SIZE = 512 * BLOCK;

  @TempDir private Path folder;

  /** The process: reads blocks at random until it is killed, and says so for each. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws IOException {
      Random random = new Random(Long.parseLong(arguments[2]));
      try (HttpCaches caches = TestVolumes.cachesIn(Path.of(arguments[1]), 1 << 30);
          BlockStore store =
              new HttpVolume(HttpSpec.of(URI.create(arguments[0])).withBlocks(512, BLOCK), caches)
                  .open()) {
        while (true) {
          TestVolumes.read(store, (long) random.nextInt(SIZE / BLOCK) * BLOCK, 512);
          System.out.println("read");
        }
      }
    }
  }

  @Test
  void shouldKeepWhatIsGoodThroughKills() throws Exception {
    byte[] content = TestVolumes.content(SIZE);
    Random random = new Random(1);
    try (ScriptedServer server = new ScriptedServer(content)) {
      for (int round = 0; round < 5; round++) {
        readAndKill(server.url(), round, 10 + random.nextInt(60));
        try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
            BlockStore store =
                new HttpVolume(HttpSpec.of(server.url()).withBlocks(512, BLOCK), caches).open()) {
          assertTrue(figure(store, "on disk") > 0, "nothing was kept");
          for (int block = 0; block < SIZE / BLOCK; block += 16) {
            assertTrue(TestVolumes.matches(store, content, (long) block * BLOCK, BLOCK));
          }
          assertEquals(0, figure(store, "damaged on disk"), "a kill loses nothing that was noted");
        }
      }
    }
  }

  private static long figure(BlockStore store, String name) {
    return ReportingStore.reportOf(store).figures().stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private void readAndKill(URI url, int seed, int reads) throws Exception {
    Process reader =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                url.toString(),
                folder.toString(),
                "" + seed)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = reader.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < reads; i++) {
        assertEquals("read", lines.readLine());
      }
      reader.destroyForcibly();
    }
    assertTrue(reader.waitFor(60, TimeUnit.SECONDS));
  }
}
