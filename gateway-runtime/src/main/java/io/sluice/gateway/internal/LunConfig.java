package io.sluice.gateway.internal;

import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.internal.binding.SwapBounds;
import io.sluice.gateway.internal.path.HoldLimits;
import io.sluice.gateway.internal.unit.ReservationStore;
import io.sluice.gateway.internal.unit.UnitTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of one logical unit, checked.
 *
 * @param source the file it comes from, or the PID
 * @param identity name, WWN, serial number and what INQUIRY tells
 * @param handler the name of the handlers it is served by
 * @param transports the transports that export it
 * @param reservations who keeps them
 * @param threads how many commands may be inside a handler that blocks
 * @param removable whether initiators may take the medium out
 * @param hold what is parked while there is no handler
 * @param drain how long the last commands of a handler that is to go are waited for
 * @param slow from when on a command that is not answered is told of; zero for never
 * @param options all keys that begin with a transport's name and a dot
 */
public record LunConfig(
    String source,
    DeviceIdentity identity,
    String handler,
    Set<String> transports,
    ReservationKeeper reservations,
    int threads,
    boolean removable,
    HoldLimits hold,
    Duration drain,
    Duration slow,
    Map<String, String> options) {
  /**
   * Reads a configuration as it comes from Configuration Admin.
   *
   * @param gatewayId what, with the name, WWN and serial number are made from where they are not
   *     set: an initiator takes disks of one WWN for paths to the same disk, so that of another
   *     gateway must differ
   * @param traits what is known of transports
   */
  static LunConfig of(Map<String, ?> properties, String gatewayId, TransportTraits traits)
      throws ConfigException {
    ConfigValues values = new ConfigValues(properties, LunMetatype.class);
    String pidName = ConfigurationSource.name(properties);
    Set<String> transports = transports(values, traits);
    for (String transport : transports) {
      values.requireName("transports", transport);
    }
    values.requireKnownKeys(key -> key.indexOf('.') > 0);
    requireOptionsOf(transports, values);
    if (pidName.isEmpty() && values.text("name").isEmpty()) {
      throw values.problem(
          "name: it has none; call the file io.sluice.lun-NAME.cfg, or set this key");
    }
    String name = values.name("name", pidName);
    String seed = gatewayId + "/" + name;
    return new LunConfig(
        values.source(),
        new DeviceIdentity(name, wwn(values, seed), serial(values, seed), inquiryInfo(values)),
        values.name("handler", name),
        transports,
        ReservationKeeper.of(transports, traits),
        values.number("threads"),
        values.flag("removable"),
        new HoldLimits(holdTime(values), values.number("holdCommands")),
        drain(values),
        Duration.ofMillis(values.number("slowMillis")),
        options(properties, transports));
  }

  /** What is there for a transport that does not export it would be a wish that nobody hears. */
  private static void requireOptionsOf(Set<String> transports, ConfigValues values)
      throws ConfigException {
    for (String key : values.unknownKeys(key -> transports.contains(scope(key)))) {
      throw values.problem(
          key
              + ": is an option of a transport that exports it, of which there are "
              + String.join(", ", transports));
    }
  }

  /** What exports it, as far as that can be told. */
  static Set<String> transports(Map<String, ?> properties, TransportTraits traits) {
    return transports(new ConfigValues(properties, LunMetatype.class), traits);
  }

  private static Set<String> transports(ConfigValues values, TransportTraits traits) {
    Set<String> named = new LinkedHashSet<>(values.list("transports"));
    return named.isEmpty() ? traits.byDefault() : named;
  }

  /** With less, commands would be answered BUSY in the middle of a swap that goes well. */
  private static Duration holdTime(ConfigValues values) throws ConfigException {
    return Duration.ofSeconds(values.number("holdSeconds"));
  }

  /** What is left of the hold is for the flush, the next handler, and the way back. */
  private static Duration drain(ConfigValues values) throws ConfigException {
    int hold = (int) holdTime(values).toSeconds();
    int usual = values.number("drainSeconds");
    int drain = values.text("drainSeconds", "").isEmpty() ? Math.min(usual, hold / 2) : usual;
    if (drain > hold / 2) {
      throw values.problem(
          "drainSeconds",
          drain,
          "is %d at the most, half of holdSeconds = %d, which is for all of a swap and the way back"
              .formatted(hold / 2, hold));
    }
    return Duration.ofSeconds(drain);
  }

  private static Naa wwn(ConfigValues values, String seed) throws ConfigException {
    String text = values.text("wwn");
    if (text.isEmpty()) {
      return Naa.of(seed);
    }
    try {
      return Naa.parse(text);
    } catch (IllegalArgumentException e) {
      throw values.problem("wwn: " + e.getMessage());
    }
  }

  private static String serial(ConfigValues values, String seed) throws ConfigException {
    String serial = values.text("serial", DeviceIdentity.serialOf(seed));
    boolean printable = serial.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    if (!printable || serial.length() > DeviceIdentity.LONGEST_SERIAL) {
      throw values.problem(
          "serial",
          serial,
          "is up to %d printable ASCII characters".formatted(DeviceIdentity.LONGEST_SERIAL));
    }
    return serial;
  }

  private static InquiryInfo inquiryInfo(ConfigValues values) throws ConfigException {
    try {
      return new InquiryInfo(
          atMost(8, values, "vendor"),
          atMost(16, values, "product"),
          atMost(4, values, "revision"));
    } catch (IllegalArgumentException e) {
      throw values.problem(e.getMessage());
    }
  }

  private static String atMost(int length, ConfigValues values, String key) throws ConfigException {
    String text = values.text(key);
    if (text.length() > length) {
      throw values.problem(key, text, "is " + length + " characters at the most");
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

  /** What stands before the first dot; the key itself, never a scope, where there is none. */
  static String scope(String key) {
    return key.indexOf('.') < 0 ? key + '.' : key.substring(0, key.indexOf('.'));
  }

  String name() {
    return identity.name();
  }

  /** What initiators find. */
  UnitTraits traits(ReservationStore store) {
    return new UnitTraits(reservations.isGateway(), removable, store);
  }

  /** How long a change of the handler may take. */
  SwapBounds swapBounds() {
    return SwapBounds.of(drain, hold.time());
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
