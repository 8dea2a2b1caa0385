package io.sluice.backend.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.Segments;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerContentTest {
  @Test
  void shouldGiveAnyRange() throws Exception {
    Random random = new Random(5);
    byte[] bytes = new byte[16 << 10];
    random.nextBytes(bytes);
    ArrayStore store = ArrayStore.ofBlocks(bytes.length / 512);
    store.write(0, Segments.of(bytes), 0);
    try (LayerContent content = new LayerContent(store)) {
      assertEquals(bytes.length, content.length());
      for (int round = 0; round < 2000; round++) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from + 1);
        if (random.nextInt(4) == 0) {
          from = from / 512 * 512;
          to = to / 512 * 512;
        }
        byte[] read = new byte[Math.max(0, to - from)];
        content.read(from, Segments.of(read));
        assertArrayEquals(Arrays.copyOfRange(bytes, from, from + read.length), read);
      }
    }
  }
}
