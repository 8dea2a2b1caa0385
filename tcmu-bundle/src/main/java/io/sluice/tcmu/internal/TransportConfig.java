package io.sluice.tcmu.internal;

import io.sluice.backend.osgi.Within;
import io.sluice.tcmu.TcmuDeviceSpec;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Describes the keys of {@code etc/io.sluice.tcmu.cfg}. All but the first two can be set for one
 * logical unit too, as {@code tcmu.KEY} in its own file. {@link TransportOptions} reads them.
 */
@ObjectClassDefinition(
    name = "Sluice TCMU transport",
    description = "Logical units as SCSI disks of the kernel")
@interface TransportConfig {
  String PID = "io.sluice.tcmu";

  /** In minutes: a week. */
  int LONGEST_OUTAGE = 10_080;

  @AttributeDefinition(
      name = "Instance",
      description =
          "Whose disks they are: a gateway takes over what one of the same instance left in the"
              + " kernel")
  String instance() default "default";

  @AttributeDefinition(name = "Device directory", description = "Where the device nodes are made")
  String devDirectory() default "/dev/sluice";

  @AttributeDefinition(name = "HBA", description = "Number of the HBA, core/user_HBA in configfs")
  int hba() default TcmuDeviceSpec.DEFAULT_HBA;

  @AttributeDefinition(name = "LUN", description = "Number of the LUN in its target")
  int lun() default 0;

  @AttributeDefinition(
      name = "Largest transfer",
      description = "In blocks. The kernel's own default is 128")
  int hwMaxSectors() default TcmuDeviceSpec.DEFAULT_HW_MAX_SECTORS;

  @AttributeDefinition(
      name = "Data area",
      description = "Most memory shared with the kernel for one disk, in MiB; taken as needed")
  int maxDataAreaMb() default TcmuDeviceSpec.DEFAULT_MAX_DATA_AREA_MB;

  @AttributeDefinition(
      name = "Pages per block",
      description = "Pages in a block of the data area; 0 for the kernel's default")
  int dataPagesPerBlock() default 0;

  @AttributeDefinition(
      name = "Ring size",
      description = "In MiB, up to 8; 0 for the kernel's default")
  int ringSizeMb() default 0;

  @AttributeDefinition(
      name = "Command timeout",
      description =
          "Seconds after which the kernel answers for us; 0 for never. Only above every backend's"
              + " own bound, since the command goes on")
  int cmdTimeOut() default 0;

  @AttributeDefinition(
      name = "Full ring timeout",
      description = "Seconds that a command waits for room; -1 for the kernel's default")
  int qfullTimeOut() default -1;

  @Within(min = 1, max = LONGEST_OUTAGE)
  @AttributeDefinition(
      name = "Outage",
      description =
          "Minutes that a command of this machine waits for a gateway that has ended to come back,"
              + " before it fails",
      min = "1",
      max = "" + LONGEST_OUTAGE)
  int outageMinutes() default DiskPlan.DEFAULT_OUTAGE_MINUTES;
}
