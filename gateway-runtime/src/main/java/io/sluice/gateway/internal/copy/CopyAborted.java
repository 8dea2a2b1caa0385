package io.sluice.gateway.internal.copy;

import io.sluice.scsi.AdditionalSense;

/** A segment can't be copied (SPC-4 5.17.7.4). */
final class CopyAborted extends Exception {
  /** There is nothing in the parameter list to point at. */
  static final int NOWHERE = -1;

  private static final long serialVersionUID = 1L;

  private final transient AdditionalSense additional;
  private final int at;

  /**
   * @param at byte of the parameter list that is wrong, or names what is; {@link #NOWHERE} for none
   */
  CopyAborted(AdditionalSense additional, int at) {
    super(additional.text(), null, false, false);
    this.additional = additional;
    this.at = at;
  }

  AdditionalSense additional() {
    return additional;
  }

  int at() {
    return at;
  }
}
