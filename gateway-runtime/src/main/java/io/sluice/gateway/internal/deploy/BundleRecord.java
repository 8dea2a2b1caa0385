package io.sluice.gateway.internal.deploy;

import java.util.Optional;
import java.util.Properties;

/**
 * What is kept of a bundle over the gateway's own restarts.
 *
 * @param current the last jar that went into service
 * @param previous the one before it, for a rollback
 */
record BundleRecord(Entry current, Optional<Entry> previous) {
  /**
   * One jar.
   *
   * @param fileName under which it came
   */
  record Entry(String fileName, String version, String sha256) {
    static Entry of(BundleJar jar) {
      return new Entry(jar.fileName(), jar.version().toString(), jar.sha256());
    }
  }

  /** After a jar went into service. */
  static BundleRecord after(Optional<BundleRecord> before, BundleJar jar) {
    Entry entry = Entry.of(jar);
    if (before.isEmpty()) {
      return new BundleRecord(entry, Optional.empty());
    }
    boolean isSame = before.get().current.sha256.equals(entry.sha256);
    return new BundleRecord(
        entry, isSame ? before.get().previous : Optional.of(before.get().current));
  }

  static Optional<BundleRecord> of(Properties properties) {
    return entry(properties, "current")
        .map(current -> new BundleRecord(current, entry(properties, "previous")));
  }

  private static Optional<Entry> entry(Properties properties, String which) {
    String file = properties.getProperty(which + ".file");
    String version = properties.getProperty(which + ".version");
    String sha256 = properties.getProperty(which + ".sha256", "");
    boolean isWhole = file != null && version != null && sha256.matches("[0-9a-f]{64}");
    return isWhole ? Optional.of(new Entry(file, version, sha256)) : Optional.empty();
  }

  Properties toProperties() {
    Properties properties = new Properties();
    put(properties, "current", current);
    previous.ifPresent(entry -> put(properties, "previous", entry));
    return properties;
  }

  private static void put(Properties properties, String which, Entry entry) {
    properties.setProperty(which + ".file", entry.fileName);
    properties.setProperty(which + ".version", entry.version);
    properties.setProperty(which + ".sha256", entry.sha256);
  }
}
