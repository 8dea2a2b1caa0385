package io.sluice.tcmu.internal.kernel;

import java.nio.file.Files;

/** The kernel modules that a disk needs, in the order in which they are loaded. */
enum KernelModule {
  CONFIGFS("configfs", "kernel/config", "configuration file system"),
  TARGET("target_core_mod", "module/target_core_mod", "SCSI target core"),
  TCMU("target_core_user", "module/target_core_user", "TCMU, SCSI commands for user space"),
  LOOPBACK("tcm_loop", "bus/tcm_loop_bus", "loopback fabric"),
  DISK("sd_mod", "bus/scsi/drivers/sd", "SCSI disk driver");

  private final String moduleName;
  private final String trace;
  private final String purpose;

  KernelModule(String moduleName, String trace, String purpose) {
    this.moduleName = moduleName;
    this.trace = trace;
    this.purpose = purpose;
  }

  String moduleName() {
    return moduleName;
  }

  String purpose() {
    return purpose;
  }

  /** Whether it is there, as a module or built in. */
  boolean isLoaded(KernelPaths paths) {
    return Files.exists(paths.sys().resolve(trace));
  }
}
