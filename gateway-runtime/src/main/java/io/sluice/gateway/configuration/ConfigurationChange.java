package io.sluice.gateway.configuration;

import java.io.IOException;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A change of one or more files that can be rolled back. Each method takes effect at once. For one
 * thread at a time.
 */
@ProviderType
public interface ConfigurationChange {
  /**
   * Writes a file.
   *
   * @throws IOException if it can't be written; earlier changes have been rolled back then
   */
  void write(ConfigurationFile file, ConfigurationText text) throws IOException;

  /** Writes a secrets file, which only its owner may read. */
  void writeSecret(ConfigurationFile file, String content) throws IOException;

  /** Deletes a file. */
  void delete(ConfigurationFile file) throws IOException;

  /**
   * Waits until the gateway has read the written files and forgotten the deleted ones. Whether it
   * could use them shows elsewhere.
   *
   * @throws IOException if this takes longer than {@code bound}; nothing has been rolled back
   */
  void awaitRead(Duration bound) throws IOException;

  /** Restores the files as they were before the first change. */
  void rollBack() throws IOException;
}
