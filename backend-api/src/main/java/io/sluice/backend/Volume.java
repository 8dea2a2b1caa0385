package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A volume that can be looked at and opened: what a block store backend gives to {@link
 * BlockStoreCmdHandler}. Making one touches nothing.
 */
@ConsumerType
public interface Volume {
  /** As {@link ScsiCmdHandler#probe}: no lock, nothing written, at any time. */
  VolumeInfo probe() throws IOException;

  /**
   * Takes hold of it and gives the store. As {@link ScsiCmdHandler#open}: writes nothing; when it
   * throws, nothing is held.
   */
  BlockStore open() throws IOException;
}
