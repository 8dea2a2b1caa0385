package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target of the loopback fabric, by which the kernel is its own initiator: {@code
 * loopback/NAA/tpgt_1} with one LUN. Holds no state but its place.
 */
public final class LoopbackTarget {
  private static final Path FABRIC = Path.of("loopback");
  private static final String LUN_PREFIX = "lun_";
  private static final String NO_NEXUS = "NULL";
  private static final Pattern PLACE =
      Pattern.compile("loopback/(?<port>naa\\.[0-9a-f]{16})/tpgt_1/lun/lun_(?<lun>\\d{1,5})");

  private final ConfigFs fs;
  private final String targetPort;
  private final Path target;
  private final Path portalGroup;
  private final Path lun;

  /**
   * @param targetPort {@code naa.} and 16 digits
   */
  public LoopbackTarget(ConfigFs fs, String targetPort, int lun) {
    this.fs = fs;
    this.targetPort = targetPort;
    target = FABRIC.resolve(targetPort);
    portalGroup = target.resolve("tpgt_1");
    this.lun = portalGroup.resolve("lun").resolve(LUN_PREFIX + lun);
  }

  public String targetPort() {
    return targetPort;
  }

  /**
   * The target of a backstore, if there is one: the one with a LUN that leads to it, or the one
   * that it was made with, of which something may be left.
   */
  public static Optional<LoopbackTarget> of(ConfigFs fs, Backstore backstore) throws IOException {
    Optional<LoopbackTarget> leading = leadingTo(fs, backstore);
    if (leading.isPresent()) {
      return leading;
    }
    Matcher place = PLACE.matcher(backstore.alias());
    return place.matches()
        ? Optional.of(
            new LoopbackTarget(fs, place.group("port"), Integer.parseInt(place.group("lun"))))
        : Optional.empty();
  }

  private static Optional<LoopbackTarget> leadingTo(ConfigFs fs, Backstore backstore)
      throws IOException {
    for (String targetPort : fs.list(FABRIC)) {
      for (String lun : fs.list(FABRIC.resolve(targetPort).resolve("tpgt_1/lun"))) {
        int number = Integer.parseInt(lun.substring(LUN_PREFIX.length()));
        LoopbackTarget target = new LoopbackTarget(fs, targetPort, number);
        if (target.linked().equals(Optional.of(backstore.path()))) {
          return Optional.of(target);
        }
      }
    }
    return Optional.empty();
  }

  /** The backstore that the LUN leads to, as a path relative to configfs' root. */
  public Optional<Path> linked() throws IOException {
    try {
      for (Path link : links()) {
        return Optional.of(fs.linkTarget(link));
      }
    } catch (NoSuchFileException goneMeanwhile) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private List<Path> links() throws IOException {
    List<Path> links = new ArrayList<>();
    for (String entry : fs.list(lun)) {
      if (fs.isLink(lun.resolve(entry))) {
        links.add(lun.resolve(entry));
      }
    }
    return links;
  }

  /**
   * Makes what is missing of it, up to the LUN. From that on the kernel sends commands, so the
   * backstore's ring must be served.
   *
   * @param initiatorPort {@code naa.} and 16 digits
   */
  public void create(String initiatorPort, Backstore backstore) throws IOException {
    synchronized (FABRIC) { // which all targets share
      fs.makeIfMissing(FABRIC);
    }
    fs.makeIfMissing(target);
    fs.makeIfMissing(portalGroup);
    if (!hasNexus()) {
      fs.write(portalGroup.resolve("nexus"), initiatorPort);
    }
    fs.makeIfMissing(lun);
    if (linked().isEmpty()) {
      fs.link(lun.resolve(backstore.path().getFileName()), backstore.path());
    }
  }

  /**
   * Makes the LUN anew, with which the kernel looks for its disk anew. Only where there is none:
   * the target counts LUNs whose disk it can't find as there for good.
   */
  public void relink(Backstore backstore) throws IOException {
    unlink();
    fs.link(lun.resolve(backstore.path().getFileName()), backstore.path());
  }

  /** The LUN's place, for {@link #of}. */
  public Path place() {
    return lun;
  }

  private boolean hasNexus() {
    try {
      return fs.read(portalGroup.resolve("nexus")).startsWith("naa.");
    } catch (IOException none) { // ENODEV
      return false;
    }
  }

  /** The SCSI address {@code host:channel:id:lun} of the disk. */
  public String address() throws IOException {
    String number = lun.getFileName().toString().substring(LUN_PREFIX.length());
    return fs.read(portalGroup.resolve("address")) + ":" + number;
  }

  public boolean exists() {
    return fs.exists(target);
  }

  /**
   * Takes the disk away and removes all of it that is there. Waits for commands under way, so the
   * ring must be served meanwhile. Tries every step whatever happens to the others.
   */
  public void remove(Failures failures) {
    failures.attempt("unlink the LUN", this::unlink);
    failures.attempt("remove the LUN", () -> fs.removeIfThere(lun));
    Failures ofNexus = new Failures();
    ofNexus.attempt("remove the nexus", this::removeNexus);
    if (!failures.attempt("remove the portal group", () -> fs.removeIfThere(portalGroup))) {
      failures.addAll(ofNexus); // else it went with its portal group
    }
    failures.attempt("remove the target", () -> fs.removeIfThere(target));
  }

  /** The kernel refuses where the disk was deleted from under the LUN. */
  private void removeNexus() throws IOException {
    if (fs.exists(portalGroup) && hasNexus()) {
      fs.write(portalGroup.resolve("nexus"), NO_NEXUS);
    }
  }

  private void unlink() throws IOException {
    for (Path link : links()) {
      fs.unlinkIfThere(link);
    }
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
