package io.sluice.backend;

import java.io.IOException;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The simple form of a handler: it returns the response to each command. Runs on the logical unit's
 * workers.
 *
 * <p>{@link StoreException} becomes its sense, any other {@link IOException} MEDIUM ERROR, any
 * other throwable HARDWARE ERROR.
 */
@ConsumerType
public interface SyncScsiCmdHandler extends ScsiCmdHandler {
  /** Serves one command and returns its response; never null. May block. */
  ScsiResponse respond(ScsiCmd cmd) throws IOException;

  @Override
  default void handle(ScsiCmd cmd) {
    ScsiResponse response;
    try {
      response = Objects.requireNonNull(respond(cmd), "a handler responds or throws");
    } catch (Throwable failure) {
      response = CommandFailure.respond(cmd, failure);
    }
    cmd.complete(response);
  }

  @Override
  default void open() throws IOException {}

  @Override
  default void flush() throws IOException {}

  @Override
  default void close() throws IOException {}
}
