package io.sluice.tcmu.internal.iscsi;

import io.sluice.tcmu.internal.kernel.ChapLogin;
import io.sluice.tcmu.internal.kernel.IscsiAcl;
import io.sluice.tcmu.internal.kernel.IscsiTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings one target of the kernel to what its configuration wants. What is as it should be is not
 * touched, so sessions go on; where who may log in changes, all log in again.
 */
final class IscsiTargetSetup {
  private static final String TRUE = "1";
  private static final String FALSE = "0";

  private final OwnBackstores own;
  private final IscsiTargetConfig config;
  private final IscsiTarget target;

  IscsiTargetSetup(OwnBackstores own, IscsiTargetConfig config) {
    this.own = own;
    this.config = config;
    target = new IscsiTarget(own.fs(), config.iqn());
  }

  /**
   * Does all that can be done now. There is a target in the kernel only while it has a LUN.
   *
   * @param disks backstores of the logical units that are served
   * @param mayWait whether nobody is to log in before all disks are there: who comes back after the
   *     machine has started would take an absent one for lost
   * @return names of the disks that are waited for
   */
  Set<String> apply(Map<String, Path> disks, boolean mayWait) throws IOException {
    synchronized (IscsiTarget.CHANGES) {
      Map<Integer, String> absent = new TreeMap<>(config.luns());
      absent.values().removeIf(disks::containsKey);
      if (!target.exists() && absent.size() == config.luns().size()) {
        return Set.copyOf(absent.values());
      }
      requireOwn();
      target.create();
      guardTheDoor();
      removeSurplus();
      addMissing(disks);
      absent.keySet().removeAll(target.luns().keySet());
      boolean isWhole = absent.isEmpty() || !mayWait || target.isEnabled();
      target.enable(config.enabled() && isWhole);
      return isWhole ? Set.of() : Set.copyOf(absent.values());
    }
  }

  private void requireOwn() throws IOException {
    if (!target.exists()) {
      return;
    }
    for (Optional<Path> lun : target.luns().values()) {
      if (lun.isPresent() && own.disk(lun.get()).isEmpty()) {
        throw new IOException(
            "the target %s is in the kernel already and leads to %s, which is not of this gateway. Choose another iqn"
                .formatted(config.iqn(), lun.get()));
      }
    }
  }

  /** Before a LUN can be seen, and with nobody inside who might not come in again. */
  private void guardTheDoor() throws IOException {
    if (!isGuarded()) {
      target.enable(false);
    }
    for (String initiator : target.initiators()) {
      if (!config.initiators().containsKey(initiator)) {
        target.acl(initiator).remove();
      }
    }
    target.set("attrib/authentication", config.authenticates() ? TRUE : FALSE);
    target.set("attrib/generate_node_acls", config.demoMode() ? TRUE : FALSE);
    target.set("attrib/demo_mode_discovery", config.demoMode() ? TRUE : FALSE);
    target.set("attrib/demo_mode_write_protect", FALSE);
    target.login().set(config.demoLogin());
    // Data that an initiator could send at once need not be asked for.
    target.set("param/InitialR2T", "No");
    target.set("param/MaxRecvDataSegmentLength", "262144");
    for (Map.Entry<String, ChapLogin> initiator : config.initiators().entrySet()) {
      IscsiAcl acl = target.acl(initiator.getKey());
      acl.create();
      acl.login().set(initiator.getValue());
    }
  }

  /** Whether everybody who is logged in could log in again. */
  private boolean isGuarded() throws IOException {
    boolean isGuarded =
        target.has("attrib/authentication", config.authenticates() ? TRUE : FALSE)
            && target.has("attrib/generate_node_acls", config.demoMode() ? TRUE : FALSE)
            && target.login().has(config.demoLogin());
    for (String initiator : target.initiators()) {
      ChapLogin wanted = config.initiators().get(initiator);
      isGuarded = isGuarded && (wanted == null || target.acl(initiator).login().has(wanted));
    }
    return isGuarded;
  }

  private void removeSurplus() throws IOException {
    for (Map.Entry<Integer, Optional<Path>> lun : target.luns().entrySet()) {
      Optional<String> disk = lun.getValue().flatMap(own::disk);
      if (disk.isEmpty() || !disk.get().equals(config.luns().get(lun.getKey()))) {
        target.removeLun(lun.getKey());
      }
    }
    for (String portal : target.portals()) {
      if (!config.portals().contains(portal)) {
        target.removePortal(portal);
      }
    }
  }

  private void addMissing(Map<String, Path> disks) throws IOException {
    for (Map.Entry<Integer, String> lun : config.luns().entrySet()) {
      Path disk = disks.get(lun.getValue());
      if (disk != null && !target.luns().containsKey(lun.getKey())) {
        target.addLun(lun.getKey(), disk);
      }
    }
    for (String initiator : config.initiators().keySet()) {
      IscsiAcl acl = target.acl(initiator);
      for (int number : target.luns().keySet()) {
        if (!acl.mapped().contains(number)) {
          acl.map(number);
        }
      }
    }
    for (String portal : config.portals()) {
      if (!target.portals().contains(portal)) {
        target.addPortal(portal);
      }
    }
  }
}
