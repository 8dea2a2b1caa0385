package io.sluice.tcmu.internal;

import io.sluice.backend.Geometry;
import io.sluice.backend.Naa;
import io.sluice.backend.VolumeInfo;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.kernel.BackstoreSettings;
import java.nio.file.Path;

/**
 * Where in the kernel a disk is to be, and how it is made.
 *
 * @param name of the volume: of the backstore and of the device node
 * @param hba number of the HBA
 * @param lun number of the LUN in its target
 * @param wwn of the logical unit; the ports' names follow from it
 * @param devDirectory where the device node is
 * @param reservations whether the kernel is to keep reservations; else it refuses them
 * @param losesContent whether the volume's content ends with the process that serves it
 * @param outageMinutes how long a command of this machine waits for a gateway to come back
 * @param settings of the backstore
 */
public record DiskPlan(
    String name,
    int hba,
    int lun,
    Naa wwn,
    Path devDirectory,
    boolean reservations,
    boolean losesContent,
    int outageMinutes,
    BackstoreSettings settings) {
  /** Long enough for a machine's upgrade. */
  static final int DEFAULT_OUTAGE_MINUTES = 30;

  /** The kernel's SCSI disks try a command six times (SD_MAX_RETRIES is 5). */
  private static final int TRIES = 6;

  /** The plan for a device. */
  public static DiskPlan of(TcmuDeviceSpec spec, VolumeInfo volume, Path devDirectory) {
    Geometry geometry = volume.geometry();
    BackstoreSettings settings =
        new BackstoreSettings(
            spec.devConfig(),
            geometry.size(),
            geometry.blockSize(),
            spec.serial(),
            spec.hwMaxSectors(),
            spec.maxDataAreaMb(),
            spec.dataPagesPerBlock(),
            spec.ringSizeMb(),
            spec.cmdTimeOut(),
            spec.qfullTimeOut());
    return new DiskPlan(
        spec.volumeName(),
        spec.hba(),
        spec.lun(),
        spec.wwn(),
        devDirectory,
        true,
        volume.capabilities().volatileContent(),
        DEFAULT_OUTAGE_MINUTES,
        settings);
  }

  /** As much as there is to know of a disk that is left in the kernel, only to be removed. */
  static DiskPlan ofLeft(String name, String devConfig, String serial, Path devDirectory) {
    BackstoreSettings settings = new BackstoreSettings(devConfig, 0, 0, serial, 0, 0, 0, 0, 0, 0);
    return new DiskPlan(
        name, 0, 0, Naa.of(name), devDirectory, false, false, DEFAULT_OUTAGE_MINUTES, settings);
  }

  /** What the kernel knows a disk by. */
  static String devConfig(String instance, String name) {
    return TcmuDeviceSpec.builder(name).instance(instance).build().devConfig();
  }

  /** The same for a disk that initiators reach also past the kernel. */
  public DiskPlan withoutReservations() {
    return new DiskPlan(
        name, hba, lun, wwn, devDirectory, false, losesContent, outageMinutes, settings);
  }

  /** The same with another patience. */
  DiskPlan withOutageMinutes(int minutes) {
    return new DiskPlan(
        name, hba, lun, wwn, devDirectory, reservations, losesContent, minutes, settings);
  }

  /** Seconds that the kernel gives each try of a command. */
  int deviceTimeout() {
    return outageMinutes * 60 / TRIES;
  }

  /** The loopback target port's name. */
  public String targetPort() {
    return port("target");
  }

  /** The initiator port's name: the kernel's own, for this disk alone. */
  public String initiatorPort() {
    return port("initiator");
  }

  private String port(String role) {
    return Naa.registered(Naa.OPENFABRICS_OUI, Naa.of(role + " " + wwn).vendorId()).toString();
  }
}
