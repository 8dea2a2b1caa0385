package io.sluice.gateway.configuration;

import java.io.IOException;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A change of one or more files that can be taken back. Each method acts at once; one thread at a
 * time.
 */
@ProviderType
public interface ConfigurationChange {
  /**
   * Writes a file.
   *
   * @throws IOException when it can't be written; what was changed before has been rolled back
   */
  void write(ConfigurationFile file, ConfigurationText text) throws IOException;

  /** Writes a file of secrets, which only its owner may read. */
  void writeSecret(ConfigurationFile file, String content) throws IOException;

  /** Deletes a file. */
  void delete(ConfigurationFile file) throws IOException;

  /**
   * Waits until the gateway has read what was written, and has forgotten what was deleted. What it
   * makes of it is seen elsewhere.
   *
   * @throws IOException past the bound; nothing has been rolled back
   */
  void awaitRead(Duration bound) throws IOException;

  /** Makes the files what they were before the first change. */
  void rollBack() throws IOException;
}
