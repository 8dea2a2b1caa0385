package io.sluice.iscsi.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private static final int MOST = 8 << 20;

  private final BufferPool pool = new BufferPool(MOST);

  private PooledBuffer[] take(int length) {
    int unit = pool.unit(length);
    PooledBuffer[] buffers = new PooledBuffer[(length + unit - 1) / unit];
    return pool.take(buffers, 0, buffers.length, unit) ? buffers : null;
  }

  private void give(PooledBuffer... buffers) {
    pool.give(buffers, buffers.length);
  }

  @Test
  void shouldLendNoMoreThanItsBound() {
    List<PooledBuffer[]> lent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lent.add(take(1 << 20));
    }
    assertEquals(MOST, pool.lent());
    assertNull(take(1));
    assertEquals(MOST, pool.lent());
    lent.forEach(this::give);
    assertNotNull(take(1)); // of another size
  }

  @Test
  void shouldLetGoAfterAPeakOfWhatIsNotNeeded() {
    PooledBuffer[] peak = take(4 << 20);
    PooledBuffer[] steady = take(256 << 10);
    give(peak);
    assertEquals(0, pool.trim()); // needed since the beginning
    give(steady);
    steady = take(256 << 10);
    assertEquals(4 << 20, pool.trim());
    assertEquals(256 << 10, pool.allocated());
    assertEquals(256 << 10, pool.lent());
    give(steady);
    assertEquals(0, pool.lent());
  }
}
