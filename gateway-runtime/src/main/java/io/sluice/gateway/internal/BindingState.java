package io.sluice.gateway.internal;

/** What a logical unit and its handler are at. */
enum BindingState {
  /** There is no handler of the name. */
  WAITING,
  /** A handler is being probed and opened. */
  OPENING,
  /** Commands are served. */
  ONLINE,
  /** A handler is to go; its commands are waited for. */
  DRAINING,
  /** Its commands did not come back. It is still waited for, and nothing else is opened. */
  STUCK,
  /** The handler could not be opened, which is tried again; or the configuration is wrong. */
  FAILED,
  /** The gateway stops. */
  STOPPED
}
