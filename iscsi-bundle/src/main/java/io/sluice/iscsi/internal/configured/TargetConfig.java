package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.NearestName;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.access.AddressRange;
import io.sluice.iscsi.internal.login.IscsiName;
import io.sluice.iscsi.internal.login.Negotiation;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.SecretsFile;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.LunMap;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final Set<String> RESTRICTING =
      Set.of("initiators", "addresses", "chapFile", "luns", "allowOpenAccess");
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
  static TargetConfig read(String name, Map<String, ?> properties, Path folder)
      throws ConfigException {
    ConfigValues values = new ConfigValues(properties, TargetMetatype.class);
    values.requireKnownKeys();
    Set<InetSocketAddress> portals = new HashSet<>();
    for (String portal : values.list("portals")) {
      try {
        portals.add(PortalAddress.parse(portal));
      } catch (IllegalArgumentException e) {
        throw values.problem("portals", portal, e.getMessage());
      }
    }
    AccessList access = access(values);
    Optional<SecretSource> chap = chap(values, folder);
    if (!values.flag("allowOpenAccess") && !access.restricts() && chap.isEmpty()) {
      refuseOpenPortals(values, portals);
    }
    TargetRules rules =
        new TargetRules(
            iqn(values, name),
            values.text("alias"),
            access,
            chap,
            offer(values),
            values.flag("allowColdReset"));
    return new TargetConfig(rules, limits(values), portals, advertised(values), luns(values));
  }

  /**
   * Whether an unknown key may be served without, as version 0.1.0 did. Where it may have been to
   * keep somebody out, or away from a disk, it may not: only one that is near to a key of another
   * kind is taken for that.
   */
  static boolean opensNothing(String unknown) {
    Optional<String> meant =
        NearestName.of(
            unknown,
            Arrays.stream(TargetMetatype.class.getDeclaredMethods()).map(Method::getName).toList());
    return meant.isPresent() && !RESTRICTING.contains(meant.get());
  }

  private static void refuseOpenPortals(ConfigValues values, Set<InetSocketAddress> portals)
      throws ConfigException {
    for (InetSocketAddress portal : portals) {
      if (PortalAddress.isBeyondThisMachine(portal)) {
        throw values.problem(
            "portals",
            PortalAddress.text(portal),
            "can be reached from other machines, and everybody there could read and write the"
                + " disks: set chapFile, initiators or addresses, or say allowOpenAccess = true");
      }
    }
  }

  private static String iqn(ConfigValues values, String name) throws ConfigException {
    String suffix = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    String iqn = values.text("iqn", IQN_PREFIX + suffix).toLowerCase(Locale.ROOT);
    if (!IscsiName.isValid(iqn)) {
      throw values.problem("iqn", iqn, "is no iSCSI name; write one like " + IQN_PREFIX + "disks");
    }
    return iqn;
  }

  private static AccessList access(ConfigValues values) throws ConfigException {
    Set<String> names = new TreeSet<>();
    for (String name : values.list("initiators")) {
      if (!IscsiName.isValid(name)) {
        throw values.problem("initiators", name, "is no iSCSI name");
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    List<AddressRange> ranges = new ArrayList<>();
    for (String range : values.list("addresses")) {
      try {
        ranges.add(AddressRange.parse(range));
      } catch (IllegalArgumentException e) {
        throw values.problem("addresses", range, e.getMessage());
      }
    }
    return new AccessList(names, ranges);
  }

  private static List<String> advertised(ConfigValues values) throws ConfigException {
    List<String> advertised = new ArrayList<>();
    for (String portal : values.list("advertisedPortals")) {
      try {
        advertised.add(PortalAddress.advertised(portal));
      } catch (IllegalArgumentException e) {
        throw values.problem("advertisedPortals", portal, e.getMessage());
      }
    }
    return advertised;
  }

  private static Optional<SecretSource> chap(ConfigValues values, Path folder)
      throws ConfigException {
    String file = values.text("chapFile");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    SecretsFile secrets = secretsFile(values, folder, file);
    if (secrets.problem().isPresent()) {
      throw values.problem("chapFile", file, secrets.problem().get());
    }
    return Optional.of(secrets);
  }

  private static SecretsFile secretsFile(ConfigValues values, Path folder, String file)
      throws ConfigException {
    try {
      return new SecretsFile(folder.resolve(file), System::nanoTime);
    } catch (InvalidPathException e) {
      throw values.problem("chapFile", file, e.getMessage());
    }
  }

  private static Negotiation.Offer offer(ConfigValues values) throws ConfigException {
    String digests = values.choice("digests");
    return new Negotiation.Offer(
        !digests.equals("none"),
        digests.equals("required"),
        BURST_BYTES,
        FIRST_BURST_BYTES,
        OUTSTANDING_R2T,
        false,
        true);
  }

  private static Limits limits(ConfigValues values) throws ConfigException {
    return new Limits(
        values.number("maxSessions"),
        values.number("maxCommands"),
        Math.toIntExact(values.bytes("maxTransferBytes")),
        seconds(values, "loginSeconds"),
        seconds(values, "pingSeconds"),
        seconds(values, "pingTimeoutSeconds"),
        seconds(values, "taskManagementSeconds"),
        seconds(values, "stallSeconds"));
  }

  private static Duration seconds(ConfigValues values, String key) throws ConfigException {
    return Duration.ofSeconds(values.number(key));
  }

  private static Map<String, Integer> luns(ConfigValues values) throws ConfigException {
    Map<String, Integer> luns = new LinkedHashMap<>();
    Set<Integer> given = new HashSet<>();
    for (String item : values.list("luns")) {
      int colon = item.lastIndexOf(':');
      String name = colon < 0 ? item : item.substring(0, colon).strip();
      int number = colon < 0 ? ANY_NUMBER : number(values, item.substring(colon + 1).strip());
      boolean twice = number != ANY_NUMBER && !given.add(number);
      if (twice || luns.put(name, number) != null) {
        throw values.problem("luns", item, "takes what another has");
      }
    }
    return luns;
  }

  private static int number(ConfigValues values, String text) throws ConfigException {
    try {
      return number(text);
    } catch (IllegalArgumentException e) {
      throw values.problem("luns", text, e.getMessage());
    }
  }

  /**
   * A LUN's number as a person writes it.
   *
   * @throws IllegalArgumentException where it is none
   */
  static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number < LunMap.NUMBERS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no number from 0 to " + (LunMap.NUMBERS - 1));
  }
}
