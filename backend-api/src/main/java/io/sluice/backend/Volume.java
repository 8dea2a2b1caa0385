package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A volume that can be probed and opened: what a block store backend gives to {@link
 * BlockStoreCmdHandler}. Constructing one touches nothing.
 */
@ConsumerType
public interface Volume {
  /**
   * As {@link ScsiCmdHandler#probe}: takes no lock and writes nothing; may be called at any time.
   */
  VolumeInfo probe() throws IOException;

  /**
   * Acquires the volume and returns its store. As {@link ScsiCmdHandler#open}: writes nothing; if
   * it throws, nothing is held.
   */
  BlockStore open() throws IOException;
}
