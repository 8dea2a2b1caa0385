package io.sluice.backend.osgi;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last accepted content of each configuration file. When a changed file is refused, what was
 * made from the earlier content stays in service. After a restart only the content kept here is
 * left of that; it is used again, so that an old mistake does not take a disk away. Only content
 * that was in service before is ever used.
 *
 * <p>A file counts as accepted when its reader accepts it, not as soon as its text can be parsed.
 */
public final class AcceptedConfigurations {
  /** Appended to the reason when the content accepted earlier is in force. */
  public static final String IN_FORCE = " (it serves as last accepted; mend the file)";

  /** Framework property: the folder of the gateway's persistent data. */
  private static final String VAR = "sluice.var";

  /**
   * Framework property: {@code true} while there may be files that an earlier version used although
   * it did not know all of their keys.
   */
  public static final String UNJUDGED = "sluice.configurations.unjudged";

  private static final Logger LOG = LoggerFactory.getLogger(AcceptedConfigurations.class);

  private final Optional<AcceptedFolder> folder;
  private final boolean unjudged;

  /**
   * The problem last logged, by PID: some files are read again and again until they are correct.
   */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** Kept in the folder of the gateway that runs this bundle; if there is none, nothing is kept. */
  public static AcceptedConfigurations of(BundleContext context) {
    Optional<Path> var = Optional.ofNullable(context.getProperty(VAR)).map(Path::of);
    return new AcceptedConfigurations(
        var.map(AcceptedFolder::in), Boolean.parseBoolean(context.getProperty(UNJUDGED)));
  }

  /** Keeps nothing. */
  public static AcceptedConfigurations none() {
    return new AcceptedConfigurations(Optional.empty(), false);
  }

  AcceptedConfigurations(Optional<AcceptedFolder> folder, boolean unjudged) {
    this.folder = folder;
    this.unjudged = unjudged;
  }

  /** Makes an object from a configuration. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Checks everything before it changes anything. */
    T read(Map<String, ?> properties) throws ConfigException;
  }

  /** How version 0.1.0 treated keys that the annotation type does not have. */
  @FunctionalInterface
  public interface Ignored {
    /**
     * Whether a file with this key may still be used without the key, as it was then: the key can't
     * have been meant to keep somebody out.
     */
    boolean isHarmless(String key);

    /** Whether that version knew the key, so that it is kept. */
    default boolean knew(String key) {
      return false;
    }
  }

  /**
   * The result of reading a configuration.
   *
   * @param value what was made from it or, if it was refused and nothing made from it is in
   *     service, from the content accepted before; empty if there is neither
   * @param problem why it was refused; empty if it was not
   */
  public record Taken<T>(Optional<T> value, Optional<ConfigException> problem) {}

  /**
   * Reads a configuration. Accepted content is kept, and is used when the file is refused at a
   * start.
   *
   * @param serves whether something made from this configuration is in service now: if the new
   *     content is refused, that stays in service, and nothing is made from the content accepted
   *     before
   */
  public <T> Taken<T> take(ConfigValues values, boolean serves, Reader<T> reader) {
    return take(values, serves, key -> false, reader);
  }

  /**
   * As {@link #take(ConfigValues, boolean, Reader)}, for files that an earlier version may have
   * used.
   *
   * @param ignored which unknown keys version 0.1.0 ignored in such a file
   */
  public <T> Taken<T> take(ConfigValues values, boolean serves, Ignored ignored, Reader<T> reader) {
    Map<String, ?> properties = values.properties();
    try {
      T value = reader.read(properties);
      values.warnings().forEach(warning -> LOG.warn("{}", warning));
      folder.ifPresent(kept -> kept.write(properties));
      return new Taken<>(Optional.of(value), Optional.empty());
    } catch (ConfigException e) {
      return new Taken<>(
          serves ? Optional.empty() : before(values, ignored, reader), Optional.of(e));
    }
  }

  private <T> Optional<T> before(ConfigValues values, Ignored ignored, Reader<T> reader) {
    Optional<Map<String, String>> kept =
        folder.flatMap(each -> each.read(values.properties())).or(() -> served(values, ignored));
    if (kept.isEmpty() || kept.get().equals(values.own()) && !values.isRepeating()) {
      return Optional.empty(); // refused because of what it names: a file of secrets, say
    }
    Map<String, Object> before = new HashMap<>(kept.get());
    values.properties().entrySet().stream()
        .filter(entry -> ConfigValues.isForeign(entry.getKey()))
        .forEach(entry -> before.putIfAbsent(entry.getKey(), entry.getValue()));
    before.put(ConfigValues.ACCEPTED_BEFORE, true);
    try {
      T value = reader.read(before);
      folder.ifPresent(each -> each.write(before));
      return Optional.of(value);
    } catch (ConfigException e) {
      String problem = e.getMessage();
      if (!problem.equals(told.put(values.pid(), problem))) {
        LOG.warn("{} (nor can what was last accepted be used)", problem);
      }
      return Optional.empty();
    }
  }

  /**
   * What version 0.1.0 used of it: that version ignored unknown keys, and took the last value of a
   * key that stands twice.
   */
  private Optional<Map<String, String>> served(ConfigValues values, Ignored ignored) {
    Set<String> unknown = values.unknownKeys(ignored::knew);
    boolean isWrong = !unknown.isEmpty() || values.isRepeating();
    if (!unjudged || !isWrong || !unknown.stream().allMatch(ignored::isHarmless)) {
      return Optional.empty();
    }
    Map<String, String> served = values.own();
    served.keySet().removeAll(unknown);
    return Optional.of(served);
  }

  /** Records content that was accepted without {@link #take}. */
  void accept(ConfigValues values) {
    folder.ifPresent(kept -> kept.write(values.properties()));
  }

  /** Whether a configuration with that PID was accepted before, in this or an earlier run. */
  public boolean knows(String pid) {
    return folder.flatMap(kept -> kept.read(pid)).isPresent();
  }

  /** Forgets a configuration that is gone: a later one with the same name is a different one. */
  public void forget(String pid) {
    folder.ifPresent(kept -> kept.delete(pid));
  }
}
