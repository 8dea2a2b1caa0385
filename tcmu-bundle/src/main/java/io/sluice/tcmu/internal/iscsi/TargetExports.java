package io.sluice.tcmu.internal.iscsi;

import io.sluice.gateway.Transport.Export;
import io.sluice.tcmu.internal.kernel.IscsiTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells which of our disks initiators find at a target of the kernel. */
final class TargetExports {
  private final IscsiTarget target;
  private final OwnBackstores own;
  private final boolean isConfigured;

  TargetExports(IscsiTarget target, OwnBackstores own, Collection<Configured> configured) {
    this.target = target;
    this.own = own;
    isConfigured = configured.stream().anyMatch(one -> one.isOf(target.iqn()));
  }

  void addTo(List<Export> exports) throws IOException {
    if (!target.isEnabled()) {
      return;
    }
    Set<String> portals = target.portals();
    Set<String> sessions = target.sessions();
    for (Map.Entry<Integer, Optional<Path>> lun : target.luns().entrySet()) {
      Optional<String> disk = lun.getValue().flatMap(own::disk);
      if (disk.isPresent() && !portals.isEmpty()) {
        String portal = portals.iterator().next();
        exports.add(
            new Export(
                disk.get(),
                "iscsi://%s/%s/%d".formatted(portal, target.iqn(), lun.getKey()),
                !sessions.isEmpty(),
                problem()));
      }
    }
  }

  private String problem() {
    return isConfigured
        ? null
        : target.iqn()
            + " is in the kernel and serves the disk, and no file tells of it: put one back to"
            + " change it, or remove the disk";
  }
}
