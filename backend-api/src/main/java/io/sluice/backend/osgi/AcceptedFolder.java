package io.sluice.backend.osgi;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files {@code var/accepted/PID-NAME.cfg}, which only their owner may read: like
 * configurations, they may hold secrets, such as addresses with tokens. A file is replaced as a
 * whole. It is not forced to disk, since a thousand may be written at a start; its last line shows
 * whether it is complete after a power failure.
 */
public final class AcceptedFolder {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptedFolder.class);
  private static final String FILE = "felix.fileinstall.filename";
  private static final String HEAD =
      "# What the gateway last accepted of the file of this name in etc/. Made by the gateway.\n";
  private static final String END = "# end\n";
  private static final FileAttribute<?> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String JUDGED = "judged";

  private final Path folder;

  private AcceptedFolder(Path folder) {
    this.folder = folder;
  }

  /** The folder of accepted configurations in a gateway's folder of persistent data. */
  public static AcceptedFolder in(Path var) {
    return new AcceptedFolder(var.resolve("accepted"));
  }

  /** Keeps the values that a person has set in a file. */
  void write(Map<String, ?> properties) {
    if (!properties.containsKey(FILE)) {
      return;
    }
    String text = text(new ConfigValues(properties, Object.class).own());
    Path file = file(String.valueOf(properties.get("service.pid")));
    try {
      if (!Optional.of(text).equals(content(file))) {
        replace(file, text);
      }
    } catch (IOException e) {
      LOG.warn(
          "{} can't be kept, so a mistake in {} would take away what it makes at the next start: {}",
          file,
          ConfigValues.source(properties),
          e.toString());
    }
  }

  private void replace(Path file, String text) throws IOException {
    Files.createDirectories(folder, OWNER_ONLY_FOLDER);
    Path beside = Files.createTempFile(folder, ".", ".new"); // of mode 0600
    try {
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** The values kept for the file that these properties come from. */
  Optional<Map<String, String>> read(Map<String, ?> properties) {
    return properties.containsKey(FILE)
        ? read(String.valueOf(properties.get("service.pid")))
        : Optional.empty();
  }

  /** The values kept for the file with that PID. */
  public Optional<Map<String, String>> read(String pid) {
    Path file = file(pid);
    try {
      Optional<String> text = content(file).filter(all -> all.endsWith("\n" + END));
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Properties read = new Properties();
      read.load(new StringReader(text.get()));
      Map<String, String> kept = new TreeMap<>();
      read.stringPropertyNames().forEach(key -> kept.put(key, read.getProperty(key)));
      return Optional.of(kept);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} can't be read: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static Optional<String> content(Path file) throws IOException {
    try {
      return Files.size(file) > ConfigValues.LONGEST_FILE
          ? Optional.empty()
          : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, String> values) {
    StringBuilder text = new StringBuilder(HEAD);
    new TreeMap<>(values)
        .forEach(
            (key, value) ->
                text.append(escape(key)).append(" = ").append(escape(value)).append('\n'));
    return text.append(END).toString();
  }

  /** Escapes a text so that {@link Properties#load} reads it back. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean edge = c == ' ' && (i == 0 || i == text.length() - 1);
      if (Character.isISOControl(c) || edge || Character.isSurrogate(c)) {
        escaped.append("\\u%04x".formatted((int) c));
      } else if ("\\=:#!".indexOf(c) >= 0) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  void delete(String pid) {
    try {
      Files.deleteIfExists(file(pid));
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", file(pid), e.toString());
    }
  }

  /**
   * Whether all files have been read by a version that refuses unknown keys, so that no file is
   * used without its unknown keys any more.
   */
  public boolean isJudged() {
    return Files.exists(folder.resolve(JUDGED));
  }

  /** Makes {@link #isJudged} true from now on. */
  public void judge() {
    try {
      Files.createDirectories(folder, OWNER_ONLY_FOLDER);
      if (!isJudged()) {
        Files.createFile(folder.resolve(JUDGED), OWNER_ONLY_FILE);
      }
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", folder.resolve(JUDGED), e.toString());
    }
  }

  /** Deletes what was kept for files that are no longer in this folder of configurations. */
  public void retain(Path etc) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(etc);
        Stream<Path> kept = Files.list(folder)) {
      Set<String> there =
          files
              .map(file -> nameOf(pidOf(file.getFileName().toString())))
              .collect(Collectors.toSet());
      for (Path each : (Iterable<Path>) kept::iterator) {
        String name = each.getFileName().toString();
        if (name.endsWith(".cfg") && !there.contains(name)) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} can't be looked through: {}", folder, e.toString());
    }
  }

  /** The PID that File Install assigns to the configuration in a file of that name. */
  public static String pidOf(String fileName) {
    String name = fileName.replaceFirst("\\.(cfg|config)$", "");
    int tilde = name.indexOf('~');
    int at = tilde > 0 ? tilde : name.indexOf('-');
    return at > 0 ? name.substring(0, at) + '~' + name.substring(at + 1) : name;
  }

  private static String nameOf(String pid) {
    return pid.replaceFirst("~", "-").replace('/', '_') + ".cfg";
  }

  private Path file(String pid) {
    return folder.resolve(nameOf(pid));
  }
}
