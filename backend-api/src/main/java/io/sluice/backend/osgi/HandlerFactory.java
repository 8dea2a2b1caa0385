package io.sluice.backend.osgi;

import io.sluice.backend.ScsiCmdHandler;

/** Makes a backend's handler from its configuration. */
@FunctionalInterface
public interface HandlerFactory {
  /** Checks the configuration and makes the handler; touches nothing else. */
  ScsiCmdHandler create(HandlerConfig config) throws ConfigException;
}
