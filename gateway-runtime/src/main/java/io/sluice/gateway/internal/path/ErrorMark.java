package io.sluice.gateway.internal.path;

/**
 * What a logical unit's handlers had made of commands at one time: answers of HARDWARE ERROR, as
 * what a handler throws becomes, and of MEDIUM ERROR, and none for a long time.
 */
public final class ErrorMark {
  /** Of a logical unit that there is not. */
  public static final ErrorMark NONE = new LunStatistics().errors();

  private final ErrorLog.Mark hardware;
  private final ErrorLog.Mark medium;
  private final ErrorLog.Mark slow;

  ErrorMark(ErrorLog.Mark hardware, ErrorLog.Mark medium, ErrorLog.Mark slow) {
    this.hardware = hardware;
    this.medium = medium;
    this.slow = slow;
  }

  ErrorLog.Mark hardware() {
    return hardware;
  }

  ErrorLog.Mark medium() {
    return medium;
  }

  ErrorLog.Mark slow() {
    return slow;
  }
}
