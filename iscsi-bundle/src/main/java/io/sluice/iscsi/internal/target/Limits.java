package io.sluice.iscsi.internal.target;

import java.time.Duration;

/**
 * Bounds on what one target gives to initiators.
 *
 * @param sessions at once
 * @param commands that one session may have under way: the width of its CmdSN window
 * @param transferBytes of one command
 * @param loginTimeout from the connection to the end of its login
 * @param pingInterval of silence, after which an initiator is asked whether it lives
 * @param pingTimeout that it has for its answer
 * @param taskManagementTimeout that commands have to leave their handler
 * @param stallTimeout in which no byte moves of the data that was asked for, or of what waits to be
 *     read
 */
public record Limits(
    int sessions,
    int commands,
    int transferBytes,
    Duration loginTimeout,
    Duration pingInterval,
    Duration pingTimeout,
    Duration taskManagementTimeout,
    Duration stallTimeout) {
  public static final Limits DEFAULTS =
      new Limits(
          256,
          128,
          32 << 20,
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  /** With the default of what came last. */
  public Limits(
      int sessions,
      int commands,
      int transferBytes,
      Duration loginTimeout,
      Duration pingInterval,
      Duration pingTimeout,
      Duration taskManagementTimeout) {
    this(
        sessions,
        commands,
        transferBytes,
        loginTimeout,
        pingInterval,
        pingTimeout,
        taskManagementTimeout,
        Duration.ofSeconds(60));
  }
}
