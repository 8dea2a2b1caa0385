package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A target of the kernel's iSCSI fabric with its one portal group: {@code iscsi/IQN/tpgt_1}. Holds
 * no state but its place.
 */
public final class IscsiTarget {
  /** Held while targets are changed, which several threads do, each in many steps. */
  public static final Object CHANGES = new Object();

  private static final Path FABRIC = Path.of("iscsi");
  private static final String NAME_PREFIX = "iqn.";
  private static final String LUN_PREFIX = "lun_";

  private final ConfigFs fs;
  private final String iqn;
  private final Path target;
  private final Path portalGroup;
  private final Path portals;
  private final Path luns;
  private final Path acls;

  public IscsiTarget(ConfigFs fs, String iqn) {
    this.fs = fs;
    this.iqn = iqn;
    target = FABRIC.resolve(iqn);
    portalGroup = target.resolve("tpgt_1");
    portals = portalGroup.resolve("np");
    luns = portalGroup.resolve("lun");
    acls = portalGroup.resolve("acls");
  }

  /** All that there are, whosoever. */
  public static List<IscsiTarget> all(ConfigFs fs) throws IOException {
    return fs.list(FABRIC).stream()
        .filter(name -> name.startsWith(NAME_PREFIX))
        .map(name -> new IscsiTarget(fs, name))
        .toList();
  }

  public String iqn() {
    return iqn;
  }

  public boolean exists() {
    return fs.exists(portalGroup);
  }

  /**
   * Makes the portal group, and loads the fabric's module with the first one. Nobody can log in to
   * it yet.
   */
  public void create() throws IOException {
    try {
      fs.makeIfMissing(FABRIC);
    } catch (IOException e) {
      throw new IOException(
          "the kernel's iSCSI target can't be had (" + e + "). As root: modprobe iscsi_target_mod",
          e);
    }
    fs.makeIfMissing(target);
    fs.makeIfMissing(portalGroup);
  }

  /** Whether initiators may log in. */
  public boolean isEnabled() throws IOException {
    return exists() && fs.read(portalGroup.resolve("enable")).startsWith("1");
  }

  /** Lets initiators log in, or ends all sessions and lets nobody in. */
  public void enable(boolean enabled) throws IOException {
    if (isEnabled() != enabled) {
      fs.write(portalGroup.resolve("enable"), enabled ? "1" : "0");
    }
  }

  /** Whether something is set as it should be: {@code attrib/NAME} or {@code param/NAME}. */
  public boolean has(String setting, String value) throws IOException {
    return fs.read(portalGroup.resolve(setting)).equals(value);
  }

  public void set(String setting, String value) throws IOException {
    if (!has(setting, value)) {
      fs.write(portalGroup.resolve(setting), value);
    }
  }

  /** What initiators without an entry of their own in the access list log in with. */
  public IscsiLogin login() {
    return new IscsiLogin(fs, portalGroup.resolve("auth"));
  }

  /** Where it listens: {@code ADDRESS:PORT}, {@code [IPV6]:PORT}. */
  public Set<String> portals() throws IOException {
    return new TreeSet<>(fs.list(portals));
  }

  public void addPortal(String portal) throws IOException {
    try {
      fs.makeDirectory(portals.resolve(portal));
    } catch (IOException e) {
      throw new IOException(
          "can't listen on %s (%s): is another program, or a Sluice target of its own, there? (ss -ltn tells)"
              .formatted(portal, e.getMessage()),
          e);
    }
  }

  public void removePortal(String portal) throws IOException {
    fs.removeDirectory(portals.resolve(portal));
  }

  /** The backstores of its LUNs, as paths relative to configfs' root; empty for half-made ones. */
  public SortedMap<Integer, Optional<Path>> luns() throws IOException {
    SortedMap<Integer, Optional<Path>> found = new TreeMap<>();
    for (String entry : fs.list(luns)) {
      if (entry.startsWith(LUN_PREFIX)) {
        found.put(
            Integer.parseInt(entry.substring(LUN_PREFIX.length())), linked(luns.resolve(entry)));
      }
    }
    return found;
  }

  private Optional<Path> linked(Path lun) throws IOException {
    for (String entry : fs.list(lun)) {
      if (fs.isLink(lun.resolve(entry))) {
        return Optional.of(fs.linkTarget(lun.resolve(entry)));
      }
    }
    return Optional.empty();
  }

  /** From here on initiators may send commands, so the backstore's ring must be served. */
  public void addLun(int number, Path backstore) throws IOException {
    Path lun = lun(number);
    fs.makeIfMissing(lun);
    fs.link(lun.resolve(backstore.getFileName()), backstore);
  }

  /**
   * Takes a LUN away, also from those who use it. Waits for its commands under way, so the ring
   * must be served meanwhile.
   */
  public void removeLun(int number) throws IOException {
    for (String initiator : initiators()) {
      acl(initiator).unmap(number);
    }
    fs.removeWithLinks(lun(number));
  }

  private Path lun(int number) {
    return luns.resolve(LUN_PREFIX + number);
  }

  /** The names in the access list. */
  public Set<String> initiators() throws IOException {
    return new TreeSet<>(fs.list(acls));
  }

  /** An entry of the access list, whether it is there or not. */
  public IscsiAcl acl(String initiator) {
    return new IscsiAcl(fs, acls.resolve(initiator), luns);
  }

  /** The names of the initiators that are logged in. */
  public Set<String> sessions() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String initiator : initiators()) {
      if (acl(initiator).isLoggedIn()) {
        found.add(initiator);
      }
    }
    Path others = portalGroup.resolve("dynamic_sessions");
    if (fs.exists(others)) {
      fs.read(others)
          .lines()
          .map(line -> line.replace("\0", "").strip())
          .filter(name -> !name.isEmpty())
          .forEach(found::add);
    }
    return found;
  }

  /** Lets nobody log in any more but those who are logged in; their sessions go on. */
  public void admitNobodyBut(Set<String> users) throws IOException {
    set("attrib/generate_node_acls", "0");
    for (String initiator : initiators()) {
      if (!users.contains(initiator)) {
        acl(initiator).remove();
      }
    }
  }

  /** Ends all sessions and removes all of it that is there. Tries every step. */
  public void remove(Failures failures) throws IOException {
    failures.attempt("disable " + iqn, () -> enable(false));
    for (String initiator : initiators()) {
      failures.attempt("remove the initiator " + initiator, acl(initiator)::remove);
    }
    for (int number : new ArrayList<>(luns().keySet())) {
      failures.attempt("remove LUN " + number, () -> removeLun(number));
    }
    for (String portal : portals()) {
      failures.attempt("remove the portal " + portal, () -> removePortal(portal));
    }
    failures.attempt("remove the portal group", () -> fs.removeIfThere(portalGroup));
    failures.attempt("remove the target " + iqn, () -> fs.removeIfThere(target));
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
