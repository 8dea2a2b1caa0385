package io.sluice.tcmu.internal.iscsi;

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
  static IscsiTargetConfig read(String source, String name, Map<String, ?> values, Path folder)
      throws ConfigurationProblem {
    Settings settings = new Settings(values);
    settings.requireKnown(IscsiTargetMetatype.KEYS);
    Optional<ChapFile> chap = chap(settings, folder);
    SortedMap<String, ChapLogin> initiators = initiators(settings, chap);
    boolean demoMode = settings.flag("demoMode", false);
    requireOneWay(initiators, demoMode);
    return new IscsiTargetConfig(
        source,
        iqn(settings, name),
        portals(settings),
        luns(settings),
        initiators,
        demoMode,
        demoMode ? demoLogin(chap) : ChapLogin.NONE,
        chap.isPresent(),
        settings.flag("enabled", true));
  }

  private static void requireOneWay(Map<String, ChapLogin> initiators, boolean demoMode)
      throws ConfigurationProblem {
    if (initiators.isEmpty() && !demoMode) {
      throw new ConfigurationProblem(
          "initiators",
          "name those that may log in, or say demoMode = true: then everybody may who reaches a"
              + " portal (and knows the secret, where chapFile is set), and write to the disks");
    }
    if (!initiators.isEmpty() && demoMode) {
      throw new ConfigurationProblem("demoMode", "lets everybody in; leave out it or initiators");
    }
  }

  private static String iqn(Settings settings, String name) throws ConfigurationProblem {
    String suffix = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    return requireName("iqn", settings.text("iqn", IQN_PREFIX + suffix));
  }

  private static String requireName(String key, String text) throws ConfigurationProblem {
    String name = text.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new ConfigurationProblem(
          key, "'" + text + "' is no iSCSI name; write one like " + IQN_PREFIX + "disks");
    }
    return name;
  }

  private static SortedSet<String> portals(Settings settings) throws ConfigurationProblem {
    SortedSet<String> portals = new TreeSet<>();
    for (String portal : settings.list("portals", DEFAULT_PORTAL)) {
      portals.add(portal(portal));
    }
    return portals;
  }

  private static String portal(String text) throws ConfigurationProblem {
    Matcher parts = PORTAL.matcher(text);
    if (!parts.matches()) {
      throw new ConfigurationProblem(
          "portals", "write ADDRESS:PORT, or [ADDRESS]:PORT for IPv6, and not '" + text + "'");
    }
    int port = parts.group("port") == null ? 3260 : Integer.parseInt(parts.group("port"));
    if (port < 1 || port > 0xFFFF) {
      throw new ConfigurationProblem("portals", "'" + text + "' has no port from 1 to 65535");
    }
    String host = parts.group("four") == null ? parts.group("six") : parts.group("four");
    try {
      String address = InetAddress.getByName(host).getHostAddress();
      return (address.indexOf(':') < 0 ? address : '[' + address + ']') + ':' + port;
    } catch (UnknownHostException e) {
      throw new ConfigurationProblem("portals", "there is no host '" + host + "'");
    }
  }

  private static SortedMap<Integer, String> luns(Settings settings) throws ConfigurationProblem {
    SortedMap<Integer, String> luns = new TreeMap<>();
    for (String item : settings.list("luns", "")) {
      int colon = item.lastIndexOf(':');
      if (colon < 1) {
        throw new ConfigurationProblem("luns", "write DISK:NUMBER, and not '" + item + "'");
      }
      String disk = item.substring(0, colon).strip();
      int number = number(item.substring(colon + 1).strip());
      if (luns.containsValue(disk) || luns.put(number, disk) != null) {
        throw new ConfigurationProblem("luns", "'" + item + "' takes what another has");
      }
    }
    if (luns.isEmpty()) {
      throw new ConfigurationProblem("luns", "name the disks, as disk0:0, disk1:1");
    }
    return luns;
  }

  private static int number(String text) throws ConfigurationProblem {
    if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= MOST_LUN) {
      return Integer.parseInt(text);
    }
    throw new ConfigurationProblem("luns", "'" + text + "' is no number from 0 to " + MOST_LUN);
  }

  private static SortedMap<String, ChapLogin> initiators(Settings settings, Optional<ChapFile> chap)
      throws ConfigurationProblem {
    SortedMap<String, ChapLogin> initiators = new TreeMap<>();
    for (String item : settings.list("initiators", "")) {
      String name = requireName("initiators", item);
      initiators.put(name, chap.isPresent() ? login(chap.get(), name) : ChapLogin.NONE);
    }
    return initiators;
  }

  private static ChapLogin login(ChapFile chap, String initiator) throws ConfigurationProblem {
    return chap.of(initiator)
        .orElseThrow(
            () ->
                new ConfigurationProblem(
                    "chapFile",
                    "has no line 'initiator "
                        + initiator
                        + " SECRET'. The kernel keeps one name and secret for each initiator: its"
                        + " own name, or one line for all"));
  }

  private static ChapLogin demoLogin(Optional<ChapFile> chap) throws ConfigurationProblem {
    if (chap.isEmpty()) {
      return ChapLogin.NONE;
    }
    return chap.get()
        .only()
        .orElseThrow(
            () ->
                new ConfigurationProblem(
                    "chapFile",
                    "has several initiator lines, and in demo mode the kernel keeps one for all"));
  }

  private static Optional<ChapFile> chap(Settings settings, Path folder)
      throws ConfigurationProblem {
    String file = settings.text("chapFile", "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChapFile.read(folder.resolve(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationProblem("chapFile", e.getMessage());
    }
  }
}
