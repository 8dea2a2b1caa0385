package io.sluice.gateway.internal.deploy;

import java.util.Optional;
import java.util.Properties;

/**
 * What is kept of a bundle over the gateway's own restarts.
 *
 * @param current the last jar that went into service
 * @param previous the one before it, for a rollback
 * @param failed one that made errors in service, and is not taken from the folder again
 */
record BundleRecord(Entry current, Optional<Entry> previous, Optional<Failed> failed) {
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

  /**
   * A jar that failed in service.
   *
   * @param modified of the file in the folder, milliseconds since 1970; touched, it is tried again
   */
  record Failed(String sha256, long modified, String reason) {}

  BundleRecord withFailed(Failed bad) {
    return new BundleRecord(current, previous, Optional.of(bad));
  }

  /** What is in service can't be left now, and is not to be taken again. */
  BundleRecord leaving(Failed bad, Entry good) {
    return new BundleRecord(good, Optional.of(good), Optional.of(bad));
  }

  /** After a jar went into service. */
  static BundleRecord after(Optional<BundleRecord> before, BundleJar jar) {
    Entry entry = Entry.of(jar);
    if (before.isEmpty()) {
      return new BundleRecord(entry, Optional.empty(), Optional.empty());
    }
    boolean isSame = before.get().current.sha256.equals(entry.sha256);
    return new BundleRecord(
        entry,
        isSame ? before.get().previous : Optional.of(before.get().current),
        before.get().failed.filter(bad -> !bad.sha256.equals(entry.sha256)));
  }

  static Optional<BundleRecord> of(Properties properties) {
    return entry(properties, "current")
        .map(
            current ->
                new BundleRecord(current, entry(properties, "previous"), failed(properties)));
  }

  private static Optional<Entry> entry(Properties properties, String which) {
    String file = properties.getProperty(which + ".file");
    String version = properties.getProperty(which + ".version");
    String sha256 = properties.getProperty(which + ".sha256", "");
    boolean isWhole = file != null && version != null && sha256.matches("[0-9a-f]{64}");
    return isWhole ? Optional.of(new Entry(file, version, sha256)) : Optional.empty();
  }

  private static Optional<Failed> failed(Properties properties) {
    String sha256 = properties.getProperty("failed.sha256", "");
    String modified = properties.getProperty("failed.modified", "");
    boolean isWhole = sha256.matches("[0-9a-f]{64}") && modified.matches("[0-9]{1,18}");
    return isWhole
        ? Optional.of(
            new Failed(
                sha256, Long.parseLong(modified), properties.getProperty("failed.reason", "")))
        : Optional.empty();
  }

  Properties toProperties() {
    Properties properties = new Properties();
    put(properties, "current", current);
    previous.ifPresent(entry -> put(properties, "previous", entry));
    failed.ifPresent(bad -> put(properties, bad));
    return properties;
  }

  private static void put(Properties properties, Failed bad) {
    properties.setProperty("failed.sha256", bad.sha256);
    properties.setProperty("failed.modified", Long.toString(bad.modified));
    properties.setProperty("failed.reason", bad.reason);
  }

  private static void put(Properties properties, String which, Entry entry) {
    properties.setProperty(which + ".file", entry.fileName);
    properties.setProperty(which + ".version", entry.version);
    properties.setProperty(which + ".sha256", entry.sha256);
  }
}
