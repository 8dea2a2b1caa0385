package io.sluice.backends.http;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backends.http.cache.DiskCache;
import io.sluice.backends.http.remote.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** What the tests of volumes have in common. */
final class TestVolumes {
  static final Patience SHORT = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3));

  private TestVolumes() {}

  static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  static HttpCaches caches() {
    return new HttpCaches(16 << 20, Optional.empty(), Optional.empty());
  }

  static HttpCaches cachesIn(Path folder, long bound) throws IOException {
    return new HttpCaches(
        1 << 20,
        Optional.of(new DiskCache(folder.resolve("cache"), bound)),
        Optional.of(folder.resolve("traces")));
  }

  static byte[] read(BlockStore store, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    store.read(offset, Segments.of(bytes));
    return bytes;
  }

  static boolean matches(BlockStore store, byte[] content, long offset, int length)
      throws IOException {
    byte[] got = read(store, offset, length);
    int there = (int) Math.min(length, content.length - offset);
    return Arrays.equals(got, 0, there, content, (int) offset, (int) offset + there)
        && Arrays.equals(got, there, length, new byte[length - there], 0, length - there);
  }
}
