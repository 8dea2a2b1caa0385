package io.sluice.tcmu.internal;

import java.io.IOException;

/** A disk is not removed, since somebody uses it. */
final class DiskInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String use;

  /**
   * @param use who uses it, for a person
   */
  DiskInUseException(String disk, String use) {
    super(disk + " is in use: " + use + ". End that first, or remove it by force");
    this.use = use;
  }

  String use() {
    return use;
  }
}
