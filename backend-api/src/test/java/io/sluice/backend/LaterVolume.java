package io.sluice.backend;

import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Makes any volume one whose stores answer later.
 *
 * @param executor does what was begun, whenever it gets to it
 */
public record LaterVolume(Volume below, Executor executor) implements Volume {
  @Override
  public VolumeInfo probe() throws IOException {
    return below.probe();
  }

  @Override
  public BlockStore open() throws IOException {
    return new LaterStore(below.open(), executor);
  }
}
