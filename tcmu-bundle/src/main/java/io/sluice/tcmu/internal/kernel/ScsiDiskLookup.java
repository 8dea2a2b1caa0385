package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the block device of a SCSI disk by its address, and tells the kernel about it. */
public final class ScsiDiskLookup {
  private static final long LOOK_AGAIN_MILLIS = 10;

  /** Of a vital product data page, before its content (SPC-4 7.8.1). */
  private static final int VPD_HEADER = 4;

  private final KernelPaths paths;
  private final Kernel.SysFs sysFs;

  public ScsiDiskLookup(Kernel kernel) {
    paths = kernel.paths();
    sysFs = kernel.sysFs();
  }

  /**
   * A disk as the kernel knows it.
   *
   * @param name {@code sda} …
   * @param major device number
   * @param minor device number
   */
  public record ScsiDisk(String name, int major, int minor) {
    /** The device number, as the kernel writes it. */
    public String number() {
      return major + ":" + minor;
    }
  }

  /** The disk at {@code host:channel:id:lun}, when it is there already. */
  public Optional<ScsiDisk> find(String address) throws IOException {
    try (Stream<Path> entries = Files.list(device(address).resolve("block"))) {
      Optional<Path> disk = entries.findFirst();
      return disk.isPresent() ? read(disk.get()) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * Likewise, where it is the disk with this serial number, or one of which the kernel tells none,
   * or where none is known. An address may be another's by now.
   */
  public Optional<ScsiDisk> find(String address, String serial) throws IOException {
    Optional<ScsiDisk> disk = find(address);
    return disk.isEmpty() || serial.isEmpty() || hasSerial(address, serial)
        ? disk
        : Optional.empty();
  }

  /** By the page that the kernel kept when it found the disk: asks nobody now. */
  private boolean hasSerial(String address, String serial) throws IOException {
    try {
      byte[] page = Files.readAllBytes(device(address).resolve("vpd_pg80"));
      return page.length <= VPD_HEADER
          || new String(
                  Arrays.copyOfRange(page, VPD_HEADER, page.length), StandardCharsets.US_ASCII)
              .strip()
              .equals(serial);
    } catch (NoSuchFileException untold) {
      return true;
    }
  }

  private Path device(String address) {
    return paths.sys().resolve("bus/scsi/devices").resolve(address);
  }

  private static Optional<ScsiDisk> read(Path disk) throws IOException {
    try {
      String[] numbers = Files.readString(disk.resolve("dev")).strip().split(":", -1);
      return Optional.of(
          new ScsiDisk(
              disk.getFileName().toString(),
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[1])));
    } catch (NoSuchFileException notYetOrGone) {
      return Optional.empty();
    }
  }

  /** Bytes that the kernel takes the disk to have; empty where it tells nothing. */
  public Optional<Long> size(ScsiDisk disk) throws IOException {
    Path size = paths.sys().resolve("class/block").resolve(disk.name()).resolve("size");
    return Files.exists(size)
        ? Optional.of(Long.parseLong(Files.readString(size).strip()) * 512)
        : Optional.empty();
  }

  /**
   * How long the kernel waits for a command before it looks into the matter. It gives a command six
   * times as long in all.
   */
  public void setTimeout(String address, int seconds) throws IOException {
    write(device(address).resolve("timeout"), Integer.toString(seconds));
  }

  /** Has the kernel use a disk again that it had given up. */
  public void revive(String address) throws IOException {
    Path state = device(address).resolve("state");
    if (Files.exists(state) && Files.readString(state).strip().endsWith("offline")) {
      write(state, "running");
    }
  }

  /** Has the kernel ask the disk for its size anew; returns when it was told. */
  public void rescan(String address) throws IOException {
    write(device(address).resolve("rescan"), "1");
  }

  /** Has the kernel look for the disks of a host again. */
  public void scanHost(String address) throws IOException {
    String[] parts = address.split(":", -1); // host:channel:id:lun
    write(
        paths.sys().resolve("class/scsi_host/host" + parts[0]).resolve("scan"),
        parts[1] + " " + parts[2] + " -");
  }

  /**
   * Has the kernel take the disk for one without a cache, when it is about to go: it would send a
   * last SYNCHRONIZE CACHE, and wait minutes for it where no handler is bound. The volume is
   * flushed when its handler is closed.
   */
  public void forgoLastFlush(String address) throws IOException {
    write(
        device(address).resolve("scsi_disk").resolve(address).resolve("cache_type"),
        "temporary write through");
  }

  /** Does nothing where there is no such attribute, or no such disk any more. */
  private void write(Path attribute, String value) throws IOException {
    if (Files.exists(attribute)) {
      sysFs.write(attribute, value);
    }
  }

  /** Waits for the disk; the kernel looks for it on a thread of its own. */
  public ScsiDisk await(String address, String serial, long timeoutMillis)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    Optional<ScsiDisk> disk = find(address, serial);
    while (disk.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "no disk appeared at SCSI address "
                + address
                + " within "
                + timeoutMillis / 1000
                + " s. Is the kernel module sd_mod loaded? The kernel's log (dmesg) says more");
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
      disk = find(address, serial);
    }
    return disk.get();
  }
}
