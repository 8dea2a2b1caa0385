package io.sluice.gateway.internal.binding;

/** What a logical unit and its handler are at. */
public enum BindingState {
  /** Commands are served. */
  SERVING,
  /** The gate is closed; the commands inside the handler are waited for. */
  DRAINING,
  /** The gate is closed and no command is inside: there is no handler, or it is suspended. */
  HOLDING,
  /** The gate is closed; one handler lets go of the volume, or another takes hold of it. */
  SWITCHING,
  /**
   * A handler does not give its commands back, or does not return from a call. Where it is not
   * about to go, it serves all other commands.
   */
  STUCK,
  /**
   * No command is served yet: the handler's volume is being made ready, such as an index of it. It
   * tells how far that is, and is served when it has ended.
   */
  PREPARING,
  /** No handler could be opened, which is tried again; or the configuration is wrong. */
  FAILED,
  /** The gateway stops. */
  STOPPED
}
