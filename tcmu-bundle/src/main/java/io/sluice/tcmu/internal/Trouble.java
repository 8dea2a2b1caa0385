package io.sluice.tcmu.internal;

/** What others can do to a disk behind our back. All of it can be mended. */
enum Trouble {
  /** The backstore was removed, and all that stood on it. */
  BACKSTORE_GONE("was removed from the kernel's target by somebody else; it is made anew"),

  /** The ring was reset, or holds nonsense. */
  RING_BROKEN("has a ring that can't be served any more; it is opened anew"),

  /** The SCSI disk was deleted, or its LUN was. */
  DISK_GONE(
      "was deleted from the kernel by somebody else (rescan-scsi-bus.sh -r?); it is looked for"
          + " anew");

  private final String text;

  Trouble(String text) {
    this.text = text;
  }

  /** For a person, after the disk's name. */
  String text() {
    return text;
  }
}
