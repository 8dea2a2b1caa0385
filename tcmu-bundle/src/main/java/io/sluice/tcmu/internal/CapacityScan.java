package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.ScsiDiskLookup;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel ask its disk for the size. It waits for the answers, which come through our own
 * ring and perhaps late: so on a thread of its own, which holds nobody up. What is asked for
 * meanwhile is done once more at the end.
 */
final class CapacityScan {
  private static final Logger LOG = LoggerFactory.getLogger(CapacityScan.class);

  private final String name;
  private final ScsiDiskLookup lookup;
  private String wanted; // by this; null where nothing is
  private boolean isRunning; // by this

  CapacityScan(String name, ScsiDiskLookup lookup) {
    this.name = name;
    this.lookup = lookup;
  }

  /**
   * @param address of the disk
   */
  synchronized void request(String address) {
    wanted = address;
    if (!isRunning) {
      isRunning = true;
      Thread thread = new Thread(this::run, "sluice-rescan-" + name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    String address = next();
    while (address != null) {
      try {
        lookup.rescan(address);
      } catch (IOException e) {
        LOG.warn(
            "{}: the kernel does not take up the new size; write 1 to"
                + " /sys/bus/scsi/devices/{}/rescan: {}",
            name,
            address,
            e.getMessage());
      }
      address = next();
    }
  }

  private synchronized String next() {
    String next = wanted;
    wanted = null;
    isRunning = next != null;
    return next;
  }
}
