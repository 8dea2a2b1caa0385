package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one initiator may see: {@code tpgt_1/acls/INITIATOR}. While it is not there, the initiator
 * may not log in. Holds no state but its place.
 */
public final class IscsiAcl {
  private static final String LUN_PREFIX = "lun_";
  private static final String NOBODY = "No active iSCSI Session";

  private final ConfigFs fs;
  private final Path acl;
  private final Path luns;

  /**
   * @param luns where the portal group has its LUNs
   */
  IscsiAcl(ConfigFs fs, Path acl, Path luns) {
    this.fs = fs;
    this.acl = acl;
    this.luns = luns;
  }

  public void create() throws IOException {
    fs.makeIfMissing(acl);
  }

  /** What the initiator logs in with. */
  public IscsiLogin login() {
    return new IscsiLogin(fs, acl.resolve("auth"));
  }

  /** Numbers of the LUNs that it sees. */
  public Set<Integer> mapped() throws IOException {
    Set<Integer> numbers = new TreeSet<>();
    for (String entry : fs.list(acl)) {
      if (entry.startsWith(LUN_PREFIX)) {
        numbers.add(Integer.parseInt(entry.substring(LUN_PREFIX.length())));
      }
    }
    return numbers;
  }

  /** Shows it a LUN of the portal group, under the same number. */
  public void map(int number) throws IOException {
    Path lun = luns.resolve(LUN_PREFIX + number);
    Path mine = acl.resolve(lun.getFileName());
    fs.makeIfMissing(mine);
    fs.link(mine.resolve(lun.getFileName()), lun);
  }

  /** Takes a LUN from it, if it has it. */
  public void unmap(int number) throws IOException {
    fs.removeWithLinks(acl.resolve(LUN_PREFIX + number));
  }

  boolean isLoggedIn() throws IOException {
    return !fs.read(acl.resolve("info")).startsWith(NOBODY);
  }

  /** Ends its session and removes it. */
  public void remove() throws IOException {
    for (int number : mapped()) {
      unmap(number);
    }
    fs.removeIfThere(acl);
  }
}
