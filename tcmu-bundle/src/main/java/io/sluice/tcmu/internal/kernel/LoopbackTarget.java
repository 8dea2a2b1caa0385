package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A target of the loopback fabric, by which the kernel is its own initiator: {@code
 * loopback/NAA/tpgt_1} with one LUN. Holds no state but its place.
 */
public final class LoopbackTarget {
  private static final Path FABRIC = Path.of("loopback");
  private static final String LUN_PREFIX = "lun_";
  private static final String NO_NEXUS = "NULL";

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

  /** The target with a LUN that leads to a backstore, if there is one. */
  public static Optional<LoopbackTarget> leadingTo(ConfigFs fs, Backstore backstore)
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
    for (Path link : links()) {
      return Optional.of(fs.linkTarget(link));
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
    failures.attempt(
        "remove the nexus",
        () -> {
          if (fs.exists(portalGroup) && hasNexus()) {
            fs.write(portalGroup.resolve("nexus"), NO_NEXUS);
          }
        });
    failures.attempt("remove the portal group", () -> fs.removeIfThere(portalGroup));
    failures.attempt("remove the target", () -> fs.removeIfThere(target));
  }

  private void unlink() throws IOException {
    for (Path link : links()) {
      fs.unlink(link);
    }
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
