package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.ConfigFs;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.LoopbackTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes sure that a disk's name, WWN and serial are free in the kernel, or ours from before. */
final class NameClaim {
  private static final Path CORE = Path.of("core");

  private final ConfigFs fs;
  private final DiskPlan plan;

  NameClaim(Kernel kernel, DiskPlan plan) {
    this.plan = plan;
    fs = kernel.configFs();
  }

  /**
   * @throws IOException telling who has it
   */
  void check() throws IOException {
    checkName();
    checkWwn();
    checkSerial();
  }

  private void checkName() throws IOException {
    Backstore backstore = new Backstore(fs, plan.hba(), plan.name());
    if (backstore.exists()
        && !backstore.isNobodys()
        && !backstore.devConfig().equals(plan.settings().devConfig())) {
      throw new IOException(
          "the name %s is in use in the kernel: %s belongs to '%s'. Choose another name or HBA"
              .formatted(plan.name(), backstore, backstore.devConfig()));
    }
  }

  private void checkWwn() throws IOException {
    LoopbackTarget target = new LoopbackTarget(fs, plan.targetPort(), plan.lun());
    Optional<Path> linked = target.linked();
    Path ours = new Backstore(fs, plan.hba(), plan.name()).path();
    if (linked.isPresent() && !linked.get().equals(ours)) {
      throw new IOException(
          "the WWN %s of %s is in use in the kernel: %s leads to %s. Choose another WWN"
              .formatted(plan.wwn(), plan.name(), target, linked.get()));
    }
  }

  private void checkSerial() throws IOException {
    Path ours = new Backstore(fs, plan.hba(), plan.name()).path();
    for (String hba : fs.list(CORE)) {
      for (String name : fs.list(CORE.resolve(hba))) {
        Path backstore = CORE.resolve(hba).resolve(name);
        if (!backstore.equals(ours) && hasOurSerial(backstore)) {
          throw new IOException(
              "the serial number %s of %s is in use in the kernel, by %s. Choose another WWN or serial"
                  .formatted(plan.settings().serial(), plan.name(), backstore));
        }
      }
    }
  }

  private boolean hasOurSerial(Path backstore) {
    Path serial = backstore.resolve("wwn/vpd_unit_serial");
    try {
      return fs.exists(serial) && fs.read(serial).endsWith(": " + plan.settings().serial());
    } catch (IOException gone) {
      return false;
    }
  }
}
