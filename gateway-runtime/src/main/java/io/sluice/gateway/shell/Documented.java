package io.sluice.gateway.shell;

import io.sluice.backend.shell.Manual;
import org.osgi.annotation.versioning.ProviderType;

/** A command as the shell calls it, which explains itself. */
@ProviderType
public interface Documented {
  /** What a person should know of it. Changes with what is installed. Any thread. */
  Manual manual();
}
