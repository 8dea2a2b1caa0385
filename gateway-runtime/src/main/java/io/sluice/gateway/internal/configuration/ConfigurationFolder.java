package io.sluice.gateway.internal.configuration;

import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The folder that File Install watches, which tells each configuration where it was read. */
@Component(service = {ConfigurationFiles.class, ConfigurationFolder.class})
public final class ConfigurationFolder implements ConfigurationFiles {
  /** Where File Install leaves the URL of the file. */
  static final String FILE_NAME = "felix.fileinstall.filename";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Path folder;
  private final ConfigurationAdmin admin;

  @Activate
  public ConfigurationFolder(BundleContext context, @Reference ConfigurationAdmin admin) {
    String etc = context.getProperty("sluice.etc");
    this.folder = Path.of(etc == null ? "etc" : etc).toAbsolutePath();
    this.admin = admin;
  }

  Path path() {
    return folder;
  }

  /** Whether there is a configuration that was read from this file. */
  boolean isConfigured(Path file) throws IOException {
    return configurations("(" + FILE_NAME + "=" + escaped(url(file)) + ")").findAny().isPresent();
  }

  /** The files that there are configurations of, with the keys that these have. */
  Map<Path, Set<String>> configured() throws IOException {
    Map<Path, Set<String>> configured = new HashMap<>();
    for (Configuration each : configurations("(" + FILE_NAME + "=*)").toList()) {
      file(each)
          .ifPresent(
              file ->
                  configured.put(
                      file.path(), Set.copyOf(FrameworkUtil.asMap(each.getProperties()).keySet())));
    }
    return configured;
  }

  /** Whether a file has a key in another case than these. */
  boolean isOfOtherCase(Path file, Set<String> keys) throws IOException {
    return keys(new ConfigurationFile(file)).stream()
        .anyMatch(key -> !keys.contains(key) && keys.stream().anyMatch(key::equalsIgnoreCase));
  }

  /** None where it is not UTF-8, which is told where it is refused. */
  private static Set<String> keys(ConfigurationFile file) throws IOException {
    try {
      return file.read().map(ConfigurationText::keys).orElse(Set.of());
    } catch (CharacterCodingException e) {
      return Set.of();
    }
  }

  /**
   * Gives the keys the case that they have in the file. To Configuration Admin keys that differ in
   * case are the same (OSGi Compendium 104.4.2), so {@code chapfile} that became {@code chapFile}
   * would stay what it was, wrong or right.
   */
  void correctCase(Path file) throws IOException {
    ConfigurationFile written = new ConfigurationFile(file);
    Optional<Configuration> held = configuration(written);
    if (held.isEmpty()) {
      return;
    }
    Map<String, Object> before = FrameworkUtil.asMap(held.get().getProperties());
    Map<String, Object> corrected = new HashMap<>(before);
    for (String key : keys(written)) {
      for (String other : before.keySet()) {
        if (other.equalsIgnoreCase(key) && corrected.containsKey(other)) {
          corrected.put(key, corrected.remove(other));
        }
      }
    }
    if (!corrected.keySet().equals(Set.copyOf(before.keySet()))) {
      held.get().update(FrameworkUtil.asDictionary(corrected));
    }
  }

  /** Has who reads a file's configuration told of it once more, as if it had changed. */
  void tellAgain(Path file) throws IOException {
    Optional<Configuration> held = configuration(new ConfigurationFile(file));
    if (held.isPresent()) {
      held.get().update(held.get().getProperties());
    }
  }

  @Override
  public ConfigurationFile file(String factoryPid, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name: 1 to 63 letters, digits, '.', '-' and '_' are, the first a letter"
              + " or digit");
    }
    return new ConfigurationFile(folder.resolve(factoryPid + "-" + name + ".cfg"));
  }

  @Override
  public ConfigurationFile other(String fileName) {
    if (!NAME.matcher(fileName).matches()) {
      throw new IllegalArgumentException("'" + fileName + "' is no name of a file");
    }
    return new ConfigurationFile(folder.resolve(fileName));
  }

  @Override
  public Optional<ConfigurationFile> fileOf(String pid) throws IOException {
    return configurations("(service.pid=" + escaped(pid) + ")")
        .flatMap(configuration -> file(configuration).stream())
        .findFirst();
  }

  @Override
  public List<ConfigurationFile> filesOf(String factoryPid) throws IOException {
    return configurations("(service.factoryPid=" + escaped(factoryPid) + ")")
        .flatMap(configuration -> file(configuration).stream())
        .sorted(Comparator.comparing(ConfigurationFile::path))
        .toList();
  }

  @Override
  public void forget(String pid) throws IOException {
    for (Configuration configuration :
        configurations("(service.pid=" + escaped(pid) + ")").toList()) {
      try {
        configuration.delete();
      } catch (IllegalStateException e) {
        // File Install was quicker: it is deleted
      }
    }
  }

  @Override
  public ConfigurationChange change() {
    return new FileChange(this);
  }

  /** The configuration that was read from a file, if it has been. */
  Optional<Configuration> configuration(ConfigurationFile file) throws IOException {
    return configurations("(" + FILE_NAME + "=" + escaped(url(file.path())) + ")").findFirst();
  }

  private static String url(Path path) {
    return path.toFile().getAbsoluteFile().toURI().toString();
  }

  private Stream<Configuration> configurations(String filter) throws IOException {
    try {
      Configuration[] found = admin.listConfigurations(filter);
      return found == null ? Stream.empty() : Arrays.stream(found);
    } catch (InvalidSyntaxException e) {
      throw new IOException(filter + " can't be looked for", e);
    }
  }

  private static Optional<ConfigurationFile> file(Configuration configuration) {
    Object url = configuration.getProperties().get(FILE_NAME);
    return url == null
        ? Optional.empty()
        : Optional.of(new ConfigurationFile(Path.of(URI.create(url.toString()))));
  }

  /** For a filter (OSGi Core 3.2.7). */
  private static String escaped(String value) {
    return value.replaceAll("([\\\\*()])", "\\\\$1");
  }
}
