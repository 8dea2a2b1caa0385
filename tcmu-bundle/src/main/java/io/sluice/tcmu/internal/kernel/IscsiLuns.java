package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The LUNs of the kernel's iSCSI targets that lead to one backstore. Holds no state. */
public final class IscsiLuns {
  private final ConfigFs fs;
  private final Path backstore;

  /** A LUN of a target. */
  private record Lun(IscsiTarget target, int number) {}

  public IscsiLuns(ConfigFs fs, Backstore backstore) {
    this.fs = fs;
    this.backstore = backstore.path();
  }

  private List<Lun> find() throws IOException {
    List<Lun> found = new ArrayList<>();
    for (IscsiTarget target : IscsiTarget.all(fs)) {
      for (Map.Entry<Integer, Optional<Path>> lun : target.luns().entrySet()) {
        if (lun.getValue().equals(Optional.of(backstore))) {
          found.add(new Lun(target, lun.getKey()));
        }
      }
    }
    return found;
  }

  /** Who is logged in to a target that has one of them, for a person. */
  public List<String> uses() throws IOException {
    List<String> uses = new ArrayList<>();
    for (Lun lun : find()) {
      for (String initiator : lun.target().sessions()) {
        uses.add("initiator " + initiator + " is logged in to " + lun.target().iqn());
      }
    }
    return uses;
  }

  /**
   * Takes them away from whoever uses them, and with its last LUN each target. Waits for commands
   * under way, so the ring must be served meanwhile.
   */
  public void remove(Failures failures) {
    synchronized (IscsiTarget.CHANGES) {
      failures.attempt("remove the disk's iSCSI LUNs", () -> removeAll(failures));
    }
  }

  private void removeAll(Failures failures) throws IOException {
    for (Lun lun : find()) {
      IscsiTarget target = lun.target();
      if (target.luns().size() == 1) {
        target.remove(failures);
      } else {
        failures.attempt(
            "remove LUN " + lun.number() + " of " + target.iqn(),
            () -> target.removeLun(lun.number()));
      }
    }
  }
}
