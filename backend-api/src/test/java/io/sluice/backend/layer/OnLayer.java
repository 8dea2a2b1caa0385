package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;

/** A volume that is nothing but the one below it. */
record OnLayer(Volume below) implements Volume {
  @Override
  public VolumeInfo probe() throws IOException {
    return below.probe();
  }

  @Override
  public BlockStore open() throws IOException {
    return below.open();
  }
}
