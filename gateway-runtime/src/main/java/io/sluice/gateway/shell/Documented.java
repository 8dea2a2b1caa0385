package io.sluice.gateway.shell;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A service with commands ({@code osgi.command.function}) that explain themselves. */
@ConsumerType
public interface Documented {
  /**
   * The manual of each command, by its function's name. Asked for whenever help or completion is,
   * so it may change with what is installed. Any thread.
   */
  Map<String, Manual> manuals();
}
