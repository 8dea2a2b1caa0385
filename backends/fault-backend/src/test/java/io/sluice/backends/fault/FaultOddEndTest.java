package io.sluice.backends.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on a volume with faults finds its end where it finds it without. */
class FaultOddEndTest {
  private static final VolumeInfo ODD =
      new VolumeInfo(
          Geometry.ofSize(1000, 512), Capabilities.PLAIN, "odd", ContentEnd.of(1000, 512, false));

  private static final class OddVolume implements Volume {
    @Override
    public VolumeInfo probe() {
      return ODD;
    }

    @Override
    public BlockStore open() {
      return new ForwardingBlockStore(ArrayStore.ofBlocks(2)) {
        @Override
        public VolumeInfo info() {
          return ODD;
        }

        @Override
        public long contentLength() {
          return 1000;
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096})
  void shouldTellWhereTheContentEnds(long cache) throws IOException {
    Volume volume = new FaultVolume(new OddVolume(), new FaultRules(1), cache);
    assertEquals(1000, volume.probe().contentLength());
    try (BlockStore store = volume.open()) {
      assertEquals(1000, store.contentLength());
      assertEquals(1024, store.size());
    }
  }
}
