package io.sluice.tcmu.internal.iscsi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells when a target's file of secrets is another than when the target was configured: when two
 * looks in a row have seen the same, so that no editor that is half through ends sessions.
 */
final class SecretsWatch {
  private static final String IDENTITY = "unix:dev,ino,mode,uid,size,lastModifiedTime,ctime";
  private static final Map<String, Object> NONE = Map.of();

  /** By the configurations' PIDs; guarded by this. */
  private final Map<String, Map<String, Object>> configured = new HashMap<>();

  private final Map<String, Map<String, Object>> seen = new HashMap<>();

  /** A target is about to be configured, by the file as it is now. */
  synchronized void configure(String pid, Map<String, ?> properties) {
    Map<String, Object> now = identity(properties);
    configured.put(pid, now);
    seen.put(pid, now);
  }

  /** Looks, and tells whether the target is to be configured anew. */
  synchronized boolean hasChanged(String pid, Map<String, ?> properties) {
    Map<String, Object> now = identity(properties);
    boolean still = now.equals(seen.put(pid, now));
    return still && !now.equals(configured.getOrDefault(pid, now));
  }

  private static Map<String, Object> identity(Map<String, ?> properties) {
    Object file = properties.get("chapFile");
    if (file == null || file.toString().isBlank()) {
      return NONE;
    }
    try {
      Path path = ConfigurationSource.of(properties).folder().resolve(file.toString().strip());
      return Files.readAttributes(path, IDENTITY, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | IllegalArgumentException e) {
      return NONE;
    }
  }
}
