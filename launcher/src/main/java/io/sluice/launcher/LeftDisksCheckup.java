package io.sluice.launcher;

import io.sluice.backend.BoundedFile;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.tcmu.library.KernelSupport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether there are disks of this gateway in the kernel of which its configuration knows nothing.
 */
final class LeftDisksCheckup {
  private static final String TRANSPORT = "io.sluice.tcmu.cfg";
  private static final String DEFAULT_INSTANCE = "default";
  private static final Pattern LUN = Pattern.compile("io\\.sluice\\.lun[-~](.+)\\.cfg");

  private final Path etc;
  private final Function<String, List<String>> disks;

  /**
   * @param disks tells the names of an instance's disks in the kernel
   */
  LeftDisksCheckup(Path etc, Function<String, List<String>> disks) {
    this.etc = etc;
    this.disks = disks;
  }

  static LeftDisksCheckup of(Places places) {
    return new LeftDisksCheckup(places.etc(), KernelSupport::disks);
  }

  List<Finding> examine() {
    Set<String> luns = luns();
    return disks.apply(instance()).stream()
        .filter(name -> !luns.contains(name))
        .map(
            name ->
                Finding.warn(
                    "the disk "
                        + name
                        + " is in the kernel, and no file in "
                        + etc
                        + " makes a LUN of it: who reads or writes it waits",
                    "With the gateway running: lun:remove " + name))
        .toList();
  }

  private String instance() {
    return read(etc.resolve(TRANSPORT), "instance").orElse(DEFAULT_INSTANCE);
  }

  /** By their files' names, and by the names that these give them. */
  private Set<String> luns() {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(etc)) {
      files.forEach(
          file -> {
            Matcher lun = LUN.matcher(file.getFileName().toString());
            if (lun.matches()) {
              names.add(read(file, "name").orElse(lun.group(1)));
            }
          });
    } catch (IOException none) {
      return names;
    }
    return names;
  }

  private static Optional<String> read(Path file, String key) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(BoundedFile.of(file, ConfigValues.LONGEST_FILE).readText()));
    } catch (IOException | IllegalArgumentException unreadable) { // is told elsewhere
      return Optional.empty();
    }
    return Optional.ofNullable(properties.getProperty(key)).map(String::strip);
  }
}
