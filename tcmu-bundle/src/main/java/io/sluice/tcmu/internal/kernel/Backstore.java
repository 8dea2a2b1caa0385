package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCMU backstore in configfs: {@code core/user_HBA/NAME}. Holds no state but its place. */
public final class Backstore {
  private static final Logger LOG = LoggerFactory.getLogger(Backstore.class);
  private static final Path CORE = Path.of("core");
  private static final String HBA_PREFIX = "user_";
  private static final String HBA_ATTRIBUTE = "hba_";
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
    for (Backstore backstore : all(fs)) {
      if (backstore.name.equals(name) && backstore.devConfig().equals(devConfig)) {
        return Optional.of(backstore);
      }
    }
    return Optional.empty();
  }

  /** All TCMU backstores, whoever made them. */
  public static List<Backstore> all(ConfigFs fs) throws IOException {
    List<Backstore> found = new ArrayList<>();
    for (String entry : fs.list(CORE)) {
      if (HBA.matcher(entry).matches()) {
        int hba = Integer.parseInt(entry.substring(HBA_PREFIX.length()));
        for (String name : fs.list(CORE.resolve(entry))) {
          if (!name.startsWith(HBA_ATTRIBUTE)) {
            found.add(new Backstore(fs, hba, name));
          }
        }
      }
    }
    return found;
  }

  public String name() {
    return name;
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

  /** Whether its maker ended before he had said who is to serve it. It can't have been used. */
  public boolean isNobodys() throws IOException {
    return devConfig().isEmpty() && !isEnabled();
  }

  /** The name of its uio device, as the kernel makes it up. */
  public String uioName(String devConfig) {
    return "tcm-user/" + hba + "/" + name + "/" + devConfig;
  }

  /** Who serves it, by convention KIND/PARTICULARS; empty when nobody said. */
  public String devConfig() throws IOException {
    return readIfThere(attribute("dev_config"));
  }

  /** What its maker has noted there for himself; empty when he has not. */
  public String alias() throws IOException {
    return readIfThere(path.resolve("alias"));
  }

  private String readIfThere(Path attribute) throws IOException {
    try {
      return fs.read(attribute);
    } catch (NoSuchFileException none) {
      return "";
    }
  }

  /** The serial number that initiators know it by; empty while it has none. */
  public String serial() throws IOException {
    String[] told = fs.read(path.resolve("wwn/vpd_unit_serial")).split(":", 2);
    return told.length < 2 ? "" : told[1].strip();
  }

  /** Bytes in a block. */
  public int blockSize() throws IOException {
    return Integer.parseInt(fs.read(attribute("hw_block_size")));
  }

  /**
   * Makes and enables it: now it has a uio device. What was made stays when this fails.
   *
   * @param alias noted in it, for who finds it
   */
  public void create(BackstoreSettings settings, String alias) throws IOException {
    makeDirectories();
    control("dev_config", settings.devConfig());
    note(alias);
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

  /** Notes what {@link #alias} tells. */
  public void note(String alias) throws IOException {
    if (fs.exists(path.resolve("alias")) && !alias().equals(alias)) {
      fs.write(path.resolve("alias"), alias);
    }
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
      fs.removeIfThere(path);
      if (fs.exists(hbaPath) && isHbaEmpty()) {
        fs.removeDirectory(hbaPath);
      }
    }
  }

  private boolean isHbaEmpty() throws IOException {
    return fs.list(hbaPath).stream().allMatch(entry -> entry.startsWith(HBA_ATTRIBUTE));
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
