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
 * What was last accepted of each configuration file. When a file is refused, what it made before
 * goes on; after a restart, nothing is left of that but what is kept here, so that a mistake of
 * months ago takes no disk away. What serves then is what served before, and is never made up.
 *
 * <p>A file is accepted by whoever reads it, and not when its text can be parsed.
 */
public final class AcceptedConfigurations {
  /** To be told behind the reason, where what was accepted before is in force. */
  public static final String IN_FORCE = " (it serves as last accepted; mend the file)";

  /** Framework property: the folder of what the gateway keeps. */
  private static final String VAR = "sluice.var";

  /**
   * Framework property: {@code true} while there may be files that an earlier version served though
   * it did not know all of their keys.
   */
  public static final String UNJUDGED = "sluice.configurations.unjudged";

  private static final Logger LOG = LoggerFactory.getLogger(AcceptedConfigurations.class);

  private final Optional<AcceptedFolder> folder;
  private final boolean unjudged;

  /** What was told last, by PID: some are read again and again until they are right. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** In the folder of the gateway that this bundle is in; where there is none, nothing is kept. */
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

  /** Makes something of a configuration. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Checks all, and changes nothing before it has. */
    T read(Map<String, ?> properties) throws ConfigException;
  }

  /** What version 0.1.0 made of keys that the annotation type does not have. */
  @FunctionalInterface
  public interface Ignored {
    /**
     * Whether a file with it may be served on as it was served then, without it: it can't have been
     * to keep somebody out.
     */
    boolean isHarmless(String key);

    /** Whether it was no unknown key even then, and stays. */
    default boolean knew(String key) {
      return false;
    }
  }

  /**
   * What has become of a configuration.
   *
   * @param value made of it, or, where it was refused and nothing of it serves, of what was
   *     accepted before; empty where there is neither
   * @param problem why it was refused; empty where it was not
   */
  public record Taken<T>(Optional<T> value, Optional<ConfigException> problem) {}

  /**
   * Reads a configuration; an accepted one is kept, and serves where one is refused at a start.
   *
   * @param serves whether something that was made of it serves now: it goes on where this one is
   *     refused, and nothing is made of what was accepted before
   */
  public <T> Taken<T> take(ConfigValues values, boolean serves, Reader<T> reader) {
    return take(values, serves, key -> false, reader);
  }

  /**
   * The same.
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
    if (kept.isEmpty() || kept.get().equals(values.own())) {
      return Optional.empty(); // it is refused for what it names: a file of secrets, say
    }
    Map<String, Object> before = new HashMap<>(kept.get());
    values.properties().entrySet().stream()
        .filter(entry -> ConfigValues.isForeign(entry.getKey()))
        .forEach(entry -> before.putIfAbsent(entry.getKey(), entry.getValue()));
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

  /** What version 0.1.0 made of it, to which unknown keys were none. */
  private Optional<Map<String, String>> served(ConfigValues values, Ignored ignored) {
    Set<String> unknown = values.unknownKeys(ignored::knew);
    if (!unjudged || unknown.isEmpty() || !unknown.stream().allMatch(ignored::isHarmless)) {
      return Optional.empty();
    }
    Map<String, String> served = values.own();
    served.keySet().removeAll(unknown);
    return Optional.of(served);
  }

  /** Takes note of what was accepted without {@link #take}. */
  void accept(ConfigValues values) {
    folder.ifPresent(kept -> kept.write(values.properties()));
  }

  /** Whether one of that PID was accepted before, in this or an earlier run. */
  public boolean knows(String pid) {
    return folder.flatMap(kept -> kept.read(pid)).isPresent();
  }

  /** The configuration is gone: what comes under its name is another one. */
  public void forget(String pid) {
    folder.ifPresent(kept -> kept.delete(pid));
  }
}
