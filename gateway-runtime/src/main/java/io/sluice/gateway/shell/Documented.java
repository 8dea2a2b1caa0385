package io.sluice.gateway.shell;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A service with self-documenting commands ({@code osgi.command.function}). */
@ConsumerType
public interface Documented {
  /**
   * The manual of each command, by function name. Called for each help or completion request, so it
   * may change with what is installed. May be called from any thread.
   */
  Map<String, Manual> manuals();
}
