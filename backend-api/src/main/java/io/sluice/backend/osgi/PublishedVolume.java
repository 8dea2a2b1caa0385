package io.sluice.backend.osgi;

import io.sluice.backend.BlockStore;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.NamedVolume;
import java.io.IOException;
import java.util.Optional;

/** A handler's volume as it is registered, for those who stand on it. */
record PublishedVolume(String name, BlockStoreCmdHandler handler) implements NamedVolume {
  @Override
  public VolumeInfo probe() throws IOException {
    return handler.volume().probe();
  }

  @Override
  public BlockStore open() throws IOException {
    return handler.volume().open();
  }

  @Override
  public Optional<BlockStore> servedStore() {
    return handler.openStore();
  }

  @Override
  public String toString() {
    return name + ": " + handler.volume();
  }
}
