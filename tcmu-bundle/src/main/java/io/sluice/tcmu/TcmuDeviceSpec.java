package io.sluice.tcmu;

import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The specification of a TCMU device. Immutable; start with {@link #basic} and change what matters.
 *
 * @param volumeName name of the backstore and of the device node: 1 to 63 letters, digits, {@code
 *     .}, {@code _} and {@code -}
 * @param instance who owns the device: a later process of the same instance takes over a device
 *     that this one left behind; characters as in {@code volumeName}
 * @param hba number of the HBA in {@code core/user_HBA}
 * @param lun number of the LUN in its target
 * @param wwn world wide name
 * @param serial unit serial number: 1 to 240 printable ASCII characters
 * @param inquiryInfo vendor, product and revision
 * @param geometry size and block size; empty to use the handler's
 * @param threads how many commands may be inside the handler at once
 * @param hwMaxSectors largest transfer, in blocks
 * @param maxDataAreaMb largest size of the memory shared with the kernel, in MiB, 1 to 1024;
 *     allocated as needed
 * @param dataPagesPerBlock pages in a block of that memory; 0 for the kernel's default
 * @param ringSizeMb size of the command ring, in MiB, up to 8; 0 for the kernel's default
 * @param cmdTimeOut seconds after which the kernel answers a command that is still in progress; 0
 *     for never, which is the only safe value for a handler without its own time limit
 * @param qfullTimeOut seconds that a command waits for room in the ring; -1 for the kernel's
 *     default
 */
public record TcmuDeviceSpec(
    String volumeName,
    String instance,
    int hba,
    int lun,
    Naa wwn,
    String serial,
    InquiryInfo inquiryInfo,
    Optional<Geometry> geometry,
    int threads,
    int hwMaxSectors,
    int maxDataAreaMb,
    int dataPagesPerBlock,
    int ringSizeMb,
    int cmdTimeOut,
    int qfullTimeOut) {
  /** The default HBA; far from the numbers that other tools start with. */
  public static final int DEFAULT_HBA = 90;

  /** In blocks: 1 MiB at 512 bytes. The kernel's own default is 64 KiB. */
  public static final int DEFAULT_HW_MAX_SECTORS = 2048;

  /** In MiB. */
  public static final int DEFAULT_MAX_DATA_AREA_MB = 128;

  private static final String LIBRARY = "library";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}");
  private static final int MOST_DATA_AREA_MB = 1024;
  private static final int MOST_RING_MB = 8;

  public TcmuDeviceSpec {
    requireName("volume name", volumeName);
    requireName("instance", instance);
    Objects.requireNonNull(wwn, "wwn");
    Objects.requireNonNull(inquiryInfo, "inquiryInfo");
    Objects.requireNonNull(geometry, "geometry");
    if (!serial.matches("[\\x21-\\x7E]{1,240}")) {
      throw new IllegalArgumentException(
          "a serial number has 1 to 240 printable ASCII characters: '" + serial + "'");
    }
    requireRange("hba", hba, 0, 65_535);
    requireRange("lun", lun, 0, 255);
    requireRange("threads", threads, 1, 1024);
    requireRange("hwMaxSectors", hwMaxSectors, 8, 65_535);
    requireRange("maxDataAreaMb", maxDataAreaMb, 1, MOST_DATA_AREA_MB);
    requireRange("dataPagesPerBlock", dataPagesPerBlock, 0, 1024);
    requireRange("ringSizeMb", ringSizeMb, 0, MOST_RING_MB);
    requireRange("cmdTimeOut", cmdTimeOut, 0, 86_400);
    requireRange("qfullTimeOut", qfullTimeOut, -1, 86_400);
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a %s has 1 to 63 of the characters A-Z a-z 0-9 . _ - and begins with none of . and -: '%s'"
              .formatted(what, name));
    }
  }

  private static void requireRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is from %d to %d, not %d".formatted(what, least, most, value));
    }
  }

  /**
   * A device with this name, a WWN and serial number derived from it, and defaults for the rest.
   */
  public static TcmuDeviceSpec basic(String volumeName) {
    Naa wwn = Naa.of("sluice " + LIBRARY + " " + volumeName);
    return new TcmuDeviceSpec(
        volumeName,
        LIBRARY,
        DEFAULT_HBA,
        0,
        wwn,
        serialOf(wwn),
        InquiryInfo.DEFAULT,
        Optional.empty(),
        1,
        DEFAULT_HW_MAX_SECTORS,
        DEFAULT_MAX_DATA_AREA_MB,
        0,
        0,
        0,
        -1);
  }

  /** The serial number derived from a WWN: its digits. */
  public static String serialOf(Naa wwn) {
    return HexFormat.of().formatHex(wwn.toByteArray());
  }

  /** The device's name in the kernel: {@code sluice/INSTANCE/NAME}. */
  public String devConfig() {
    return "sluice/" + instance + "/" + volumeName;
  }

  /** The same for another instance. */
  public TcmuDeviceSpec withInstance(String value) {
    return new TcmuDeviceSpec(
        volumeName,
        value,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same on another HBA. */
  public TcmuDeviceSpec withHba(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        value,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another LUN. */
  public TcmuDeviceSpec withLun(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        value,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another WWN, and the serial number derived from it. */
  public TcmuDeviceSpec withWwn(Naa value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        value,
        serialOf(value),
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another serial number. */
  public TcmuDeviceSpec withSerial(String value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        value,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with other INQUIRY data. */
  public TcmuDeviceSpec withInquiryInfo(InquiryInfo value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        value,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with this size and block size. */
  public TcmuDeviceSpec withGeometry(Geometry value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        Optional.of(value),
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with this many threads. */
  public TcmuDeviceSpec withThreads(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        value,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another largest transfer. */
  public TcmuDeviceSpec withHwMaxSectors(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        value,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another limit on shared memory. */
  public TcmuDeviceSpec withMaxDataAreaMb(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        value,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another block size of the shared memory. */
  public TcmuDeviceSpec withDataPagesPerBlock(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        value,
        ringSizeMb,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another size of the ring. */
  public TcmuDeviceSpec withRingSizeMb(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        value,
        cmdTimeOut,
        qfullTimeOut);
  }

  /** The same with another time after which the kernel answers for the handler. */
  public TcmuDeviceSpec withCmdTimeOut(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        value,
        qfullTimeOut);
  }

  /** The same with another time to wait for room in the ring. */
  public TcmuDeviceSpec withQfullTimeOut(int value) {
    return new TcmuDeviceSpec(
        volumeName,
        instance,
        hba,
        lun,
        wwn,
        serial,
        inquiryInfo,
        geometry,
        threads,
        hwMaxSectors,
        maxDataAreaMb,
        dataPagesPerBlock,
        ringSizeMb,
        cmdTimeOut,
        value);
  }
}
