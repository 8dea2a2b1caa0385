package io.sluice.tcmu;

import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The specification of a TCMU device. Immutable; start with {@link #builder} and set what matters.
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
    return builder(volumeName).build();
  }

  /** Begins with a WWN and serial that follow from the name, and defaults for the rest. */
  public static Builder builder(String volumeName) {
    return new Builder(volumeName);
  }

  /** Begins with what this says. */
  public Builder toBuilder() {
    Builder builder = new Builder(volumeName);
    builder.instance = instance;
    builder.hba = hba;
    builder.lun = lun;
    builder.wwn = wwn;
    builder.serial = serial;
    builder.inquiryInfo = inquiryInfo;
    builder.geometry = geometry;
    builder.threads = threads;
    builder.hwMaxSectors = hwMaxSectors;
    builder.maxDataAreaMb = maxDataAreaMb;
    builder.dataPagesPerBlock = dataPagesPerBlock;
    builder.ringSizeMb = ringSizeMb;
    builder.cmdTimeOut = cmdTimeOut;
    builder.qfullTimeOut = qfullTimeOut;
    return builder;
  }

  /** The serial number derived from a WWN: its digits. */
  public static String serialOf(Naa wwn) {
    return HexFormat.of().formatHex(wwn.toByteArray());
  }

  /** The device's name in the kernel: {@code sluice/INSTANCE/NAME}. */
  public String devConfig() {
    return "sluice/" + instance + "/" + volumeName;
  }

  /** Says one by one what a device is to be like. Not thread-safe. */
  public static final class Builder {
    private final String volumeName;
    private String instance = LIBRARY;
    private int hba = DEFAULT_HBA;
    private int lun;
    private Naa wwn;
    private String serial;
    private InquiryInfo inquiryInfo = InquiryInfo.DEFAULT;
    private Optional<Geometry> geometry = Optional.empty();
    private int threads = 1;
    private int hwMaxSectors = DEFAULT_HW_MAX_SECTORS;
    private int maxDataAreaMb = DEFAULT_MAX_DATA_AREA_MB;
    private int dataPagesPerBlock;
    private int ringSizeMb;
    private int cmdTimeOut;
    private int qfullTimeOut = -1;

    private Builder(String volumeName) {
      this.volumeName = volumeName;
      wwn(Naa.of("sluice " + LIBRARY + " " + volumeName));
    }

    /** Whose device it is. */
    public Builder instance(String value) {
      instance = value;
      return this;
    }

    /** The number of the HBA. */
    public Builder hba(int value) {
      hba = value;
      return this;
    }

    /** The number of the LUN in its target. */
    public Builder lun(int value) {
      lun = value;
      return this;
    }

    /** The WWN, and the serial number that follows from it. */
    public Builder wwn(Naa value) {
      wwn = value;
      serial = serialOf(value);
      return this;
    }

    /** The unit serial number. */
    public Builder serial(String value) {
      serial = value;
      return this;
    }

    /** Vendor, product and revision. */
    public Builder inquiryInfo(InquiryInfo value) {
      inquiryInfo = value;
      return this;
    }

    /** Size and block size. */
    public Builder geometry(Geometry value) {
      geometry = Optional.of(value);
      return this;
    }

    /** How many commands may be inside the handler at once. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /** The largest transfer, in blocks. */
    public Builder hwMaxSectors(int value) {
      hwMaxSectors = value;
      return this;
    }

    /** The most memory that is shared with the kernel, in MiB. */
    public Builder maxDataAreaMb(int value) {
      maxDataAreaMb = value;
      return this;
    }

    /** Pages in a block of that memory. */
    public Builder dataPagesPerBlock(int value) {
      dataPagesPerBlock = value;
      return this;
    }

    /** The size of the command ring, in MiB. */
    public Builder ringSizeMb(int value) {
      ringSizeMb = value;
      return this;
    }

    /** Seconds after which the kernel answers for the handler. */
    public Builder cmdTimeOut(int value) {
      cmdTimeOut = value;
      return this;
    }

    /** Seconds that a command waits for room in the ring. */
    public Builder qfullTimeOut(int value) {
      qfullTimeOut = value;
      return this;
    }

    /**
     * What was said.
     *
     * @throws IllegalArgumentException for what no device can be like; the message names it
     */
    public TcmuDeviceSpec build() {
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
          qfullTimeOut);
    }
  }
}
