package io.sluice.gateway.internal.deploy;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a file for each bundle: which jars of it were good. A file is replaced as a whole. */
final class BundleRecords {
  private static final Logger LOG = LoggerFactory.getLogger(BundleRecords.class);
  private static final int LONGEST = 1 << 20;
  private static final String SUFFIX = ".properties";

  private final Path folder;
  private final Map<String, BundleRecord> records = new HashMap<>();

  /** Reads what is there; what can't be read is told and forgotten. */
  BundleRecords(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    for (Path file : files()) {
      String name = file.getFileName().toString();
      String symbolicName = name.substring(0, name.length() - SUFFIX.length());
      read(file).ifPresent(entry -> records.put(symbolicName, entry));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    }
  }

  private static Optional<BundleRecord> read(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(BoundedFile.of(file, LONGEST).readText()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} can't be read, so there is nothing to roll back to: {}", file, e.toString());
      return Optional.empty();
    }
    Optional<BundleRecord> entry = BundleRecord.of(properties);
    if (entry.isEmpty()) {
      LOG.warn("{} is damaged, so there is nothing to roll back to", file);
    }
    return entry;
  }

  Set<String> symbolicNames() {
    return Set.copyOf(records.keySet());
  }

  Optional<BundleRecord> find(String symbolicName) {
    return Optional.ofNullable(records.get(symbolicName));
  }

  /** The content of all jars that are still wanted. */
  Set<String> sha256s() {
    return records.values().stream()
        .flatMap(entry -> Stream.concat(Stream.of(entry.current()), entry.previous().stream()))
        .map(BundleRecord.Entry::sha256)
        .collect(Collectors.toSet());
  }

  void put(String symbolicName, BundleRecord entry) throws IOException {
    records.put(symbolicName, entry);
    StringWriter text = new StringWriter();
    entry.toProperties().store(text, null);
    file(symbolicName).write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private AtomicFile file(String symbolicName) {
    return new AtomicFile(folder.resolve(symbolicName + SUFFIX));
  }

  void remove(String symbolicName) throws IOException {
    records.remove(symbolicName);
    file(symbolicName).delete();
  }
}
