package io.sluice.backend.osgi;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.SyncScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;

/** Stands for a handler that can't be made, and tells why to whoever asks. */
final class MisconfiguredHandler implements SyncScsiCmdHandler {
  private final ConfigException reason;

  MisconfiguredHandler(ConfigException reason) {
    this.reason = reason;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    throw reason;
  }

  @Override
  public void open() throws IOException {
    throw reason;
  }

  @Override
  public ScsiResponse respond(ScsiCmd cmd) {
    return ScsiResponse.checkCondition(
        SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED);
  }

  @Override
  public String toString() {
    return "MisconfiguredHandler(" + reason.getMessage() + ")";
  }
}
