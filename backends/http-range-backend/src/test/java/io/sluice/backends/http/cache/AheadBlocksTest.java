package io.sluice.backends.http.cache;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class AheadBlocksTest {
  private final byte[] first = new byte[400];
  private final byte[] second = new byte[400];
  private final byte[] third = new byte[400];

  @Test
  void shouldKeepABlockUntilItIsTaken() {
    AheadBlocks ahead = new AheadBlocks(1000);
    ahead.put(1, first);
    assertSame(first, ahead.get(1));
    assertSame(first, ahead.take(1));
    assertNull(ahead.take(1));
    assertNull(ahead.get(1));
  }

  @Test
  void shouldLetTheOldestGoWhereThereAreTooMany() {
    AheadBlocks ahead = new AheadBlocks(1000);
    ahead.put(1, first);
    ahead.put(2, second);
    ahead.put(2, second); // which counts once
    assertSame(first, ahead.get(1));
    ahead.put(3, third);
    assertNull(ahead.get(1));
    assertSame(second, ahead.get(2));
    assertSame(third, ahead.get(3));
    ahead.clear();
    ahead.put(1, first);
    ahead.put(2, second);
    assertSame(first, ahead.take(1));
  }
}
