package io.sluice.gateway.internal;

/**
 * What errors a logical unit's handlers had answered with at one time: HARDWARE ERROR, as what a
 * handler throws becomes, and MEDIUM ERROR.
 */
public final class ErrorMark {
  /** Of a logical unit that there is not. */
  public static final ErrorMark NONE = new LunStatistics().errors();

  private final ErrorLog.Mark hardware;
  private final ErrorLog.Mark medium;

  ErrorMark(ErrorLog.Mark hardware, ErrorLog.Mark medium) {
    this.hardware = hardware;
    this.medium = medium;
  }

  ErrorLog.Mark hardware() {
    return hardware;
  }

  ErrorLog.Mark medium() {
    return medium;
  }
}
