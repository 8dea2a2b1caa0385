package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private static final int MOST = 8 << 20;

  private final BufferPool pool = new BufferPool(MOST);

  @Test
  void shouldLendNoMoreThanItsBound() {
    List<PooledBuffer[]> lent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lent.add(pool.take(1 << 20));
    }
    assertEquals(MOST, pool.lent());
    assertNull(pool.take(1));
    assertEquals(MOST, pool.lent());
    lent.forEach(pool::give);
    assertNotNull(pool.take(1)); // of another size
  }

  @Test
  void shouldLetGoAfterAPeakOfWhatIsNotNeeded() {
    PooledBuffer[] peak = pool.take(4 << 20);
    PooledBuffer[] steady = pool.take(256 << 10);
    pool.give(peak);
    assertEquals(0, pool.trim()); // needed since the beginning
    pool.give(steady);
    steady = pool.take(256 << 10);
    assertEquals(4 << 20, pool.trim());
    assertEquals(256 << 10, pool.allocated());
    assertEquals(256 << 10, pool.lent());
    pool.give(steady);
    assertEquals(0, pool.lent());
  }
}
