package io.sluice.backend;

/**
 * Called with a command's response just before the transport sends it. See {@link
 * ScsiCmd#onCompletion}.
 */
@FunctionalInterface
public interface CompletionListener {
  /** Called once, on the thread that completed the command. Must not block and must not throw. */
  void completed(ScsiCmd cmd, ScsiResponse response);
}
