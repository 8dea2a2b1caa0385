package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCMU backstore in configfs: {@code core/user_HBA/NAME}. Holds no state but its place. */
public final class Backstore {
  private static final Logger LOG = LoggerFactory.getLogger(Backstore.class);
  private static final Path CORE = Path.of("core");
  private static final String HBA_PREFIX = "user_";
  private static final Pattern HBA = Pattern.compile(HBA_PREFIX + "\\d{1,9}");

  /** Held while an HBA, which disks share, is made or removed. */
  private static final Object HBAS = new Object();

  private final ConfigFs fs;
  private final int hba;
  private final String name;
  private final Path hbaPath;
  private final Path path;

  public Backstore(ConfigFs fs, int hba, String name) {
    this.fs = fs;
    this.hba = hba;
    this.name = name;
    hbaPath = CORE.resolve(HBA_PREFIX + hba);
    path = hbaPath.resolve(name);
  }

  /** The backstore with this name and this dev_config, on whatever HBA, if there is one. */
  public static Optional<Backstore> find(ConfigFs fs, String name, String devConfig)
      throws IOException {
    for (String entry : fs.list(CORE)) {
      if (HBA.matcher(entry).matches()) {
        int hba = Integer.parseInt(entry.substring(HBA_PREFIX.length()));
        Backstore backstore = new Backstore(fs, hba, name);
        if (backstore.exists() && backstore.devConfig().equals(devConfig)) {
          return Optional.of(backstore);
        }
      }
    }
    return Optional.empty();
  }

  /** Where it is, relative to configfs' root. */
  public Path path() {
    return path;
  }

  public boolean exists() {
    return fs.exists(path);
  }

  /** Whether it has a uio device. */
  public boolean isEnabled() throws IOException {
    return fs.read(path.resolve("enable")).startsWith("1");
  }

  /** The name of its uio device, as the kernel makes it up. */
  public String uioName(String devConfig) {
    return "tcm-user/" + hba + "/" + name + "/" + devConfig;
  }

  /** Who serves it, by convention KIND/PARTICULARS; empty when nobody said. */
  public String devConfig() throws IOException {
    Path attribute = attribute("dev_config");
    return fs.exists(attribute) ? fs.read(attribute) : "";
  }

  /** The serial number that initiators know it by. */
  public String serial() throws IOException {
    String told = fs.read(path.resolve("wwn/vpd_unit_serial"));
    return told.substring(told.indexOf(": ") + 2).strip();
  }

  /** Bytes in a block. */
  public int blockSize() throws IOException {
    return Integer.parseInt(fs.read(attribute("hw_block_size")));
  }

  /** Makes and enables it: now it has a uio device. What was made stays when this fails. */
  public void create(BackstoreSettings settings) throws IOException {
    makeDirectories();
    control("dev_config", settings.devConfig());
    control("dev_size", settings.size());
    control("hw_block_size", settings.blockSize());
    control("hw_max_sectors", settings.hwMaxSectors());
    control("nl_reply_supported", -1); // nobody listens on netlink: never wait for a reply
    control("max_data_area_mb", settings.maxDataAreaMb());
    controlIfKnown("data_pages_per_blk", settings.dataPagesPerBlock());
    controlIfKnown("cmd_ring_size_mb", settings.ringSizeMb());
    fs.write(attribute("cmd_time_out"), Integer.toString(settings.cmdTimeOut()));
    if (settings.qfullTimeOut() >= 0) {
      fs.write(attribute("qfull_time_out"), Integer.toString(settings.qfullTimeOut()));
    }
    fs.write(path.resolve("wwn/vpd_unit_serial"), settings.serial());
    fs.write(path.resolve("enable"), "1");
    notifyOfTaskManagement();
  }

  private void makeDirectories() throws IOException {
    synchronized (HBAS) {
      if (!fs.exists(hbaPath)) {
        fs.makeDirectory(hbaPath);
      }
      fs.makeDirectory(path);
    }
  }

  /** Older kernels can't: their aborted commands run to their end unnoticed. */
  private void notifyOfTaskManagement() throws IOException {
    if (fs.exists(attribute("tmr_notification"))) {
      fs.write(attribute("tmr_notification"), "1");
    }
  }

  private void control(String key, Object value) throws IOException {
    fs.write(path.resolve("control"), key + "=" + value);
  }

  /** With 0 the kernel's default stays. */
  private void controlIfKnown(String key, int value) throws IOException {
    if (value > 0) {
      if (fs.exists(attribute(key))) {
        control(key, value);
      } else {
        LOG.info("{}: this kernel does not know {}; its own value is used", name, key);
      }
    }
  }

  /** Tells of a new size; initiators learn of it by a unit attention from elsewhere. */
  public void resize(long size) throws IOException {
    control("dev_size", size);
  }

  /** While blocked, the kernel answers new commands with BUSY, and gives none to the ring. */
  public void block(boolean blocked) throws IOException {
    fs.write(path.resolve("action/block_dev"), blocked ? "1" : "0");
  }

  /**
   * Empties the ring; who waits for a command gets BUSY. Only when nobody can be working on one of
   * them.
   */
  public void resetRing() throws IOException {
    fs.write(path.resolve("action/reset_ring"), "1");
  }

  /** Removes it, and the HBA when it was its last. */
  public void remove() throws IOException {
    synchronized (HBAS) {
      if (fs.exists(path)) {
        fs.removeDirectory(path);
      }
      if (fs.exists(hbaPath) && isHbaEmpty()) {
        fs.removeDirectory(hbaPath);
      }
    }
  }

  private boolean isHbaEmpty() throws IOException {
    return fs.list(hbaPath).stream().allMatch(entry -> entry.startsWith("hba_"));
  }

  /**
   * Has the kernel keep reservations for this disk's initiators, or refuse the commands.
   *
   * @throws IOException when they are to be refused, and this kernel can't
   */
  public void allowReservations(boolean allowed) throws IOException {
    if (allowed) {
      new ReservationFolder(fs).makeIfMissing();
    }
    Path attribute = attribute("emulate_pr");
    String wanted = allowed ? "1" : "0";
    if (fs.exists(attribute)) {
      if (!fs.read(attribute).equals(wanted)) {
        fs.write(attribute, wanted);
      }
    } else if (!allowed) {
      throw new IOException(
          "this kernel can't refuse reservations (it has no emulate_pr), and keeps them for its own"
              + " initiators alone: let the disk have one transport");
    }
  }

  private Path attribute(String attribute) {
    return path.resolve("attrib").resolve(attribute);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
