package io.sluice.tcmu.internal.iscsi;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.tcmu.internal.kernel.ChapLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target of the kernel as configured.
 *
 * @param source the file's name, for a person
 * @param iqn its iSCSI name
 * @param portals where it listens, as the kernel writes it: {@code ADDRESS:PORT}
 * @param luns number to name of the logical unit
 * @param initiators who may log in, and with what; empty in demo mode
 * @param demoMode whether everybody may log in
 * @param demoLogin what everybody logs in with, in demo mode
 * @param authenticates whether CHAP is asked for
 * @param enabled whether anybody may log in now
 */
record IscsiTargetConfig(
    String source,
    String iqn,
    SortedSet<String> portals,
    SortedMap<Integer, String> luns,
    SortedMap<String, ChapLogin> initiators,
    boolean demoMode,
    ChapLogin demoLogin,
    boolean authenticates,
    boolean enabled) {
  /** Not 3260, which the gateway's own iSCSI target has where nothing else is said. */
  static final String DEFAULT_PORTAL = "127.0.0.1:3261";

  static final int MOST_LUN = 255;

  private static final String IQN_PREFIX = "iqn.2026-11.io.sluice:";
  private static final int LONGEST_NAME = 223;

  /** RFC 7143 4.2.7, and no character that has a meaning in a path. */
  private static final Pattern NAME =
      Pattern.compile(
          "iqn\\.[0-9]{4}-[0-9]{2}\\.[^\\s,/\\p{C}\\p{Z}]+|eui\\.[0-9a-f]{16}|naa\\.(?:[0-9a-f]{16}){1,2}");

  private static final Pattern PORTAL =
      Pattern.compile("(?:\\[(?<six>[^\\]]+)\\]|(?<four>[^:\\[\\]]+))(?::(?<port>[0-9]{1,5}))?");

  /**
   * Reads a configuration.
   *
   * @param name what the target is called where no IQN is given
   * @param folder where relative paths begin
   */
  static IscsiTargetConfig read(String source, String name, Map<String, ?> properties, Path folder)
      throws ConfigException {
    ConfigValues values = new ConfigValues(properties, IscsiTargetMetatype.class);
    values.requireKnownKeys();
    Optional<ChapFile> chap = chap(values, folder);
    SortedMap<String, ChapLogin> initiators = initiators(values, chap);
    boolean demoMode = values.flag("demoMode");
    requireOneWay(values, initiators, demoMode);
    return new IscsiTargetConfig(
        source,
        iqn(values, name),
        portals(values),
        luns(values),
        initiators,
        demoMode,
        demoMode ? demoLogin(values, chap) : ChapLogin.NONE,
        chap.isPresent(),
        values.flag("enabled"));
  }

  private static void requireOneWay(
      ConfigValues values, Map<String, ChapLogin> initiators, boolean demoMode)
      throws ConfigException {
    if (initiators.isEmpty() && !demoMode) {
      throw values.problem(
          "initiators: name those that may log in, or say demoMode = true: then everybody may who reaches a"
              + " portal (and knows the secret, where chapFile is set), and write to the disks");
    }
    if (!initiators.isEmpty() && demoMode) {
      throw values.problem("demoMode: lets everybody in; leave out it or initiators");
    }
  }

  private static String iqn(ConfigValues values, String name) throws ConfigException {
    String suffix = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    return requireName(values, "iqn", values.text("iqn", IQN_PREFIX + suffix));
  }

  private static String requireName(ConfigValues values, String key, String text)
      throws ConfigException {
    String name = text.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw values.problem(key, text, "is no iSCSI name; write one like " + IQN_PREFIX + "disks");
    }
    return name;
  }

  private static SortedSet<String> portals(ConfigValues values) throws ConfigException {
    SortedSet<String> portals = new TreeSet<>();
    for (String portal : values.list("portals")) {
      portals.add(portal(values, portal));
    }
    return portals;
  }

  private static String portal(ConfigValues values, String text) throws ConfigException {
    Matcher parts = PORTAL.matcher(text);
    if (!parts.matches()) {
      throw values.problem("portals", text, "write ADDRESS:PORT, or [ADDRESS]:PORT for IPv6");
    }
    int port = parts.group("port") == null ? 3260 : Integer.parseInt(parts.group("port"));
    if (port < 1 || port > 0xFFFF) {
      throw values.problem("portals", text, "has no port from 1 to 65535");
    }
    String host = parts.group("four") == null ? parts.group("six") : parts.group("four");
    try {
      String address = InetAddress.getByName(host).getHostAddress();
      return (address.indexOf(':') < 0 ? address : '[' + address + ']') + ':' + port;
    } catch (UnknownHostException e) {
      throw values.problem("portals", text, "there is no host '" + host + "'");
    }
  }

  private static SortedMap<Integer, String> luns(ConfigValues values) throws ConfigException {
    SortedMap<Integer, String> luns = new TreeMap<>();
    for (String item : values.list("luns")) {
      int colon = item.lastIndexOf(':');
      if (colon < 1) {
        throw values.problem("luns", item, "write DISK:NUMBER");
      }
      String disk = item.substring(0, colon).strip();
      int number = number(values, item.substring(colon + 1).strip());
      if (luns.containsValue(disk) || luns.put(number, disk) != null) {
        throw values.problem("luns", item, "takes what another has");
      }
    }
    if (luns.isEmpty()) {
      throw values.problem("luns: name the disks, as disk0:0, disk1:1");
    }
    return luns;
  }

  private static int number(ConfigValues values, String text) throws ConfigException {
    if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= MOST_LUN) {
      return Integer.parseInt(text);
    }
    throw values.problem("luns", text, "is no number from 0 to " + MOST_LUN);
  }

  private static SortedMap<String, ChapLogin> initiators(
      ConfigValues values, Optional<ChapFile> chap) throws ConfigException {
    SortedMap<String, ChapLogin> initiators = new TreeMap<>();
    for (String item : values.list("initiators")) {
      String name = requireName(values, "initiators", item);
      initiators.put(name, chap.isPresent() ? login(values, chap.get(), name) : ChapLogin.NONE);
    }
    return initiators;
  }

  private static ChapLogin login(ConfigValues values, ChapFile chap, String initiator)
      throws ConfigException {
    return chap.of(initiator)
        .orElseThrow(
            () ->
                values.problem(
                    "chapFile: has no line 'initiator "
                        + initiator
                        + " SECRET'. The kernel keeps one name and secret for each initiator: its"
                        + " own name, or one line for all"));
  }

  private static ChapLogin demoLogin(ConfigValues values, Optional<ChapFile> chap)
      throws ConfigException {
    if (chap.isEmpty()) {
      return ChapLogin.NONE;
    }
    return chap.get()
        .only()
        .orElseThrow(
            () ->
                values.problem(
                    "chapFile: has several initiator lines, and in demo mode the kernel keeps one for all"));
  }

  private static Optional<ChapFile> chap(ConfigValues values, Path folder) throws ConfigException {
    String file = values.text("chapFile");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChapFile.read(folder.resolve(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw values.problem("chapFile", file, e.getMessage());
    }
  }
}
