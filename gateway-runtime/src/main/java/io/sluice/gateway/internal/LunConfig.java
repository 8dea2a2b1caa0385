package io.sluice.gateway.internal;

import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.gateway.internal.unit.ReservationStore;
import io.sluice.gateway.internal.unit.UnitTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The configuration of one logical unit, checked.
 *
 * @param source the file it comes from, or the PID
 * @param identity name, WWN, serial number and what INQUIRY tells
 * @param handler the name of the handlers it is served by
 * @param transports the transports that export it
 * @param threads how many commands may be inside a handler that blocks
 * @param removable whether initiators may take the medium out
 * @param hold what is parked while there is no handler
 * @param drain how long the last commands of a handler that is to go are waited for
 * @param slow from when on a command that is not answered is told of; zero for never
 * @param options all keys that begin with a transport's name and a dot
 * @param unknownKeys keys that mean nothing
 */
record LunConfig(
    String source,
    DeviceIdentity identity,
    String handler,
    Set<String> transports,
    int threads,
    boolean removable,
    HoldLimits hold,
    Duration drain,
    Duration slow,
    Map<String, String> options,
    Set<String> unknownKeys) {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "handler",
          "transports",
          "wwn",
          "serial",
          "vendor",
          "product",
          "revision",
          "threads",
          "removable",
          "holdSeconds",
          "holdCommands",
          "drainSeconds",
          "slowMillis");

  /** Keys that Configuration Admin, Declarative Services and File Install add. */
  private static final Set<String> FOREIGN = Set.of("service", "component", "felix", "osgi", "");

  /**
   * Reads a configuration as it comes from Configuration Admin.
   *
   * @param gatewayId what, with the name, WWN and serial number are made from where they are not
   *     set: an initiator takes disks of one WWN for paths to the same disk, so that of another
   *     gateway must differ
   */
  static LunConfig of(Map<String, ?> properties, String gatewayId) throws ConfigurationProblem {
    Settings settings = new Settings(properties);
    String pidName = ConfigurationSource.name(properties);
    if (pidName.isEmpty() && settings.text("name", "").isEmpty()) {
      throw new ConfigurationProblem(
          "name: it has none; call the file io.sluice.lun-NAME.cfg, or set this key");
    }
    String name = settings.name("name", pidName);
    String seed = gatewayId + "/" + name;
    Set<String> transports = settings.names("transports", "tcmu");
    return new LunConfig(
        ConfigurationSource.of(properties),
        new DeviceIdentity(
            name, wwn(settings, seed), serial(settings, seed), inquiryInfo(settings)),
        settings.name("handler", name),
        transports,
        settings.number("threads", 4, 1, 256),
        settings.flag("removable", false),
        new HoldLimits(holdTime(settings), settings.number("holdCommands", 1024, 1, 1 << 16)),
        drain(settings),
        Duration.ofMillis(settings.number("slowMillis", 10_000, 0, 3_600_000)),
        options(properties, transports),
        unknownKeys(properties, transports));
  }

  /** With less, commands would be answered BUSY in the middle of a swap that goes well. */
  private static Duration holdTime(Settings settings) throws ConfigurationProblem {
    int least = (int) SwapBounds.LEAST.toSeconds();
    return Duration.ofSeconds(settings.number("holdSeconds", 20, least, 600));
  }

  /** What is left of the hold is for the flush, the next handler, and the way back. */
  private static Duration drain(Settings settings) throws ConfigurationProblem {
    int hold = (int) holdTime(settings).toSeconds();
    int drain = settings.number("drainSeconds", Math.min(10, hold / 2), 1, 600);
    if (drain > hold / 2) {
      throw new ConfigurationProblem(
          "drainSeconds",
          drain,
          "%d at the most is wanted, half of holdSeconds = %d, which is for all of a swap and the way back"
              .formatted(hold / 2, hold));
    }
    return Duration.ofSeconds(drain);
  }

  private static Naa wwn(Settings settings, String seed) throws ConfigurationProblem {
    String text = settings.text("wwn", "");
    if (text.isEmpty()) {
      return Naa.of(seed);
    }
    try {
      return Naa.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationProblem("wwn: " + e.getMessage());
    }
  }

  private static String serial(Settings settings, String seed) throws ConfigurationProblem {
    String serial = settings.text("serial", DeviceIdentity.serialOf(seed));
    boolean printable = serial.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    if (!printable || serial.length() > DeviceIdentity.LONGEST_SERIAL) {
      throw new ConfigurationProblem(
          "serial",
          serial,
          "up to %d printable ASCII characters are wanted"
              .formatted(DeviceIdentity.LONGEST_SERIAL));
    }
    return serial;
  }

  private static InquiryInfo inquiryInfo(Settings settings) throws ConfigurationProblem {
    InquiryInfo otherwise = InquiryInfo.DEFAULT;
    try {
      return new InquiryInfo(
          atMost(8, settings, "vendor", otherwise.vendor()),
          atMost(16, settings, "product", otherwise.product()),
          atMost(4, settings, "revision", otherwise.revision()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationProblem(e.getMessage());
    }
  }

  private static String atMost(int length, Settings settings, String key, String otherwise)
      throws ConfigurationProblem {
    String text = settings.text(key, otherwise);
    if (text.length() > length) {
      throw new ConfigurationProblem(key, text, length + " characters at the most are wanted");
    }
    return text;
  }

  private static Map<String, String> options(Map<String, ?> properties, Set<String> transports) {
    Map<String, String> options = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (transports.contains(scope(key))) {
            options.put(key, String.valueOf(value).strip());
          }
        });
    return options;
  }

  private static Set<String> unknownKeys(Map<String, ?> properties, Set<String> transports) {
    return properties.keySet().stream()
        .filter(key -> !KEYS.contains(key))
        .filter(key -> !FOREIGN.contains(scope(key)) && !transports.contains(scope(key)))
        .collect(Collectors.toSet());
  }

  /** What stands before the first dot; the key itself, never a scope, where there is none. */
  private static String scope(String key) {
    return key.indexOf('.') < 0 ? key + '.' : key.substring(0, key.indexOf('.'));
  }

  String name() {
    return identity.name();
  }

  /**
   * What initiators find. Reservations are kept here where one transport exports it, and not the
   * kernel's, which keeps its own: two that know nothing of each other protect nothing.
   */
  UnitTraits traits(ReservationStore reservations) {
    boolean reservable = transports.size() == 1 && !transports.contains("tcmu");
    return new UnitTraits(reservable, removable, reservations);
  }

  /** How long a change of the handler may take. */
  SwapBounds swapBounds() {
    return SwapBounds.of(drain, hold.time());
  }

  /** Who keeps reservations, for a person. */
  String reservations() {
    if (transports.size() > 1) {
      return "refused, since no transport knows of the initiators of another ("
          + String.join(", ", new TreeSet<>(transports))
          + ")";
    }
    return transports.contains("tcmu") ? "kept by the kernel" : "kept by the gateway";
  }

  /** The options of one transport, without its name. */
  Map<String, String> options(String transport) {
    return options.entrySet().stream()
        .filter(option -> scope(option.getKey()).equals(transport))
        .collect(
            Collectors.toUnmodifiableMap(
                option -> option.getKey().substring(transport.length() + 1), Map.Entry::getValue));
  }

  /**
   * The keys in which another configuration differs that can't be changed under a logical unit that
   * initiators know.
   */
  List<String> fixedKeysThatDiffer(LunConfig other) {
    List<String> keys = new ArrayList<>();
    InquiryInfo mine = identity.inquiryInfo();
    InquiryInfo others = other.identity.inquiryInfo();
    addIfOther(keys, "name", name(), other.name());
    addIfOther(keys, "wwn", identity.wwn(), other.identity.wwn());
    addIfOther(keys, "serial", identity.serial(), other.identity.serial());
    addIfOther(keys, "vendor", mine.vendor(), others.vendor());
    addIfOther(keys, "product", mine.product(), others.product());
    addIfOther(keys, "revision", mine.revision(), others.revision());
    addIfOther(keys, "removable", removable, other.removable);
    addIfOther(keys, "transports", transports, other.transports);
    options.keySet().stream()
        .filter(key -> !options.get(key).equals(other.options.get(key)))
        .forEach(keys::add);
    other.options.keySet().stream().filter(key -> !options.containsKey(key)).forEach(keys::add);
    return keys;
  }

  private static void addIfOther(List<String> keys, String key, Object mine, Object other) {
    if (!Objects.equals(mine, other)) {
      keys.add(key);
    }
  }
}
