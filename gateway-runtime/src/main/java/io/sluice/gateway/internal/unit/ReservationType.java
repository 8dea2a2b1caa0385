package io.sluice.gateway.internal.unit;

import io.sluice.backend.command.Access;

/** Types of persistent reservations (SPC-4 6.15.3.4, table 212). */
enum ReservationType {
  WRITE_EXCLUSIVE(1, true, false, false),
  EXCLUSIVE_ACCESS(3, false, false, false),
  WRITE_EXCLUSIVE_REGISTRANTS_ONLY(5, true, true, false),
  EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(6, false, true, false),
  WRITE_EXCLUSIVE_ALL_REGISTRANTS(7, true, true, true),
  EXCLUSIVE_ACCESS_ALL_REGISTRANTS(8, false, true, true);

  private final int code;
  private final boolean readable;
  private final boolean forRegistrants;
  private final boolean heldByAll;

  ReservationType(int code, boolean readable, boolean forRegistrants, boolean heldByAll) {
    this.code = code;
    this.readable = readable;
    this.forRegistrants = forRegistrants;
    this.heldByAll = heldByAll;
  }

  /** Null where there is none of that code. */
  static ReservationType of(int code) {
    for (ReservationType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  int code() {
    return code;
  }

  /** Whether every registrant holds it. */
  boolean heldByAll() {
    return heldByAll;
  }

  /** Whether registrants that do not hold it have the access of who does. */
  boolean forRegistrants() {
    return forRegistrants;
  }

  /** Whether who neither holds it nor shares in it may do this (SPC-4 5.13.1, SBC-3 table 13). */
  boolean allowsOthers(Access access) {
    return switch (access) {
      case ANY, STATUS -> true;
      case READ -> readable;
      case WRITE -> false;
    };
  }
}
