package io.sluice.iscsi.internal;

import io.sluice.iscsi.internal.login.AccessList;
import io.sluice.iscsi.internal.login.AddressRange;
import io.sluice.iscsi.internal.login.IscsiName;
import io.sluice.iscsi.internal.login.Negotiation;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.SecretsFile;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.session.Limits;
import io.sluice.iscsi.internal.session.LunMap;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A target as configured.
 *
 * @param luns names of logical units with the numbers they are to have, -1 for any; empty for all
 *     that name this transport
 */
record TargetConfig(
    TargetRules rules,
    Limits limits,
    Set<InetSocketAddress> portals,
    List<String> advertised,
    Map<String, Integer> luns) {
  static final String DEFAULT_PORTAL = "127.0.0.1:3260";
  static final int ANY_NUMBER = -1;

  private static final String IQN_PREFIX = "iqn.2026-11.io.sluice:";
  private static final int BURST_BYTES = 1 << 20;
  private static final int FIRST_BURST_BYTES = 256 << 10;
  private static final int OUTSTANDING_R2T = 8;

  /**
   * Reads a configuration.
   *
   * @param name what the target is called where no IQN is given
   * @param folder where relative paths begin
   */
  static TargetConfig read(String name, Map<String, ?> values, Path folder)
      throws ConfigurationProblem {
    Settings settings = new Settings(values);
    Set<InetSocketAddress> portals = new HashSet<>();
    for (String portal : settings.list("portals", DEFAULT_PORTAL)) {
      portals.add(PortalAddress.parse("portals", portal));
    }
    AccessList access = access(settings);
    List<String> advertised = new ArrayList<>();
    for (String portal : settings.list("advertisedPortals", "")) {
      advertised.add(PortalAddress.advertised("advertisedPortals", portal));
    }
    Optional<SecretSource> chap = chap(settings, folder);
    if (!settings.flag("allowOpenAccess", false) && !access.restricts() && chap.isEmpty()) {
      refuseOpenPortals(portals);
    }
    TargetRules rules =
        new TargetRules(
            iqn(settings, name),
            settings.text("alias", ""),
            access,
            chap,
            offer(settings),
            settings.flag("allowColdReset", false));
    return new TargetConfig(rules, limits(settings), portals, advertised, luns(settings));
  }

  private static void refuseOpenPortals(Set<InetSocketAddress> portals)
      throws ConfigurationProblem {
    for (InetSocketAddress portal : portals) {
      if (PortalAddress.isBeyondThisMachine(portal)) {
        throw new ConfigurationProblem(
            "portals",
            PortalAddress.text(portal)
                + " can be reached from other machines, and everybody there could read and write"
                + " the disks: set chapFile, initiators or addresses, or say allowOpenAccess = true");
      }
    }
  }

  private static String iqn(Settings settings, String name) throws ConfigurationProblem {
    String suffix = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    String iqn = settings.text("iqn", IQN_PREFIX + suffix).toLowerCase(Locale.ROOT);
    if (!IscsiName.isValid(iqn)) {
      throw new ConfigurationProblem(
          "iqn", "'" + iqn + "' is no iSCSI name; write one like " + IQN_PREFIX + "disks");
    }
    return iqn;
  }

  private static AccessList access(Settings settings) throws ConfigurationProblem {
    Set<String> names = new TreeSet<>();
    for (String name : settings.list("initiators", "")) {
      if (!IscsiName.isValid(name)) {
        throw new ConfigurationProblem("initiators", "'" + name + "' is no iSCSI name");
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    List<AddressRange> ranges = new ArrayList<>();
    for (String range : settings.list("addresses", "")) {
      try {
        ranges.add(AddressRange.parse(range));
      } catch (IllegalArgumentException e) {
        throw new ConfigurationProblem("addresses", e.getMessage());
      }
    }
    return new AccessList(names, ranges);
  }

  private static Optional<SecretSource> chap(Settings settings, Path folder)
      throws ConfigurationProblem {
    String file = settings.text("chapFile", "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    SecretsFile secrets = secretsFile(folder, file);
    if (secrets.problem().isPresent()) {
      throw new ConfigurationProblem("chapFile", secrets.problem().get());
    }
    return Optional.of(secrets);
  }

  private static SecretsFile secretsFile(Path folder, String file) throws ConfigurationProblem {
    try {
      return new SecretsFile(folder.resolve(file), System::nanoTime);
    } catch (InvalidPathException e) {
      throw new ConfigurationProblem("chapFile", e.getMessage());
    }
  }

  private static Negotiation.Offer offer(Settings settings) throws ConfigurationProblem {
    String digests = settings.text("digests", "optional");
    if (!List.of("none", "optional", "required").contains(digests)) {
      throw new ConfigurationProblem(
          "digests", "'" + digests + "' is not none, optional or required");
    }
    return new Negotiation.Offer(
        !digests.equals("none"),
        digests.equals("required"),
        BURST_BYTES,
        FIRST_BURST_BYTES,
        OUTSTANDING_R2T,
        false,
        true);
  }

  private static Limits limits(Settings settings) throws ConfigurationProblem {
    Limits defaults = Limits.DEFAULTS;
    return new Limits(
        settings.number("maxSessions", defaults.sessions(), 1, 1024),
        settings.number("maxCommands", defaults.commands(), 1, 1024),
        settings.number("maxTransferBytes", defaults.transferBytes(), 64 << 10, 64 << 20),
        seconds(settings, "loginSeconds", defaults.loginTimeout(), 600),
        seconds(settings, "pingSeconds", defaults.pingInterval(), 3600),
        seconds(settings, "pingTimeoutSeconds", defaults.pingTimeout(), 3600),
        seconds(settings, "taskManagementSeconds", defaults.taskManagementTimeout(), 3600));
  }

  private static Duration seconds(Settings settings, String key, Duration otherwise, int most)
      throws ConfigurationProblem {
    return Duration.ofSeconds(settings.number(key, (int) otherwise.toSeconds(), 1, most));
  }

  private static Map<String, Integer> luns(Settings settings) throws ConfigurationProblem {
    Map<String, Integer> luns = new LinkedHashMap<>();
    for (String item : settings.list("luns", "")) {
      int colon = item.lastIndexOf(':');
      String name = colon < 0 ? item : item.substring(0, colon).strip();
      int number = colon < 0 ? ANY_NUMBER : number("luns", item.substring(colon + 1).strip());
      boolean twice = number != ANY_NUMBER && luns.containsValue(number);
      if (twice || luns.put(name, number) != null) {
        throw new ConfigurationProblem("luns", "'" + item + "' takes what another has");
      }
    }
    return luns;
  }

  /** A LUN's number as a person writes it. */
  static int number(String key, String text) throws ConfigurationProblem {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number < LunMap.NUMBERS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ConfigurationProblem(
        key, "'" + text + "' is no number from 0 to " + (LunMap.NUMBERS - 1));
  }
}
