package io.sluice.gateway.internal.copy;

/** What RECEIVE COPY OPERATING PARAMETERS and VPD page 8Fh tell, and initiators are held to. */
final class CopyLimits {
  static final int HEADER = 16;
  static final int CSCD_DESCRIPTOR = 32;
  static final int SEGMENT_DESCRIPTOR = 28;

  static final int CSCD_DESCRIPTORS = 16;
  static final int SEGMENT_DESCRIPTORS = 64;
  static final int DESCRIPTOR_LIST_LENGTH =
      CSCD_DESCRIPTORS * CSCD_DESCRIPTOR + SEGMENT_DESCRIPTORS * SEGMENT_DESCRIPTOR;

  /** At once, of one logical unit; each takes memory of {@link #STEP} bytes. */
  static final int CONCURRENT_COPIES = 4;

  /** What is read and then written at a time, at the most. A multiple of every block size. */
  static final int STEP = 1 << 20;

  /** SPC-4 6.4.5.6. */
  static final int IDENTIFICATION_CSCD_DESCRIPTOR = 0xE4;

  /** SPC-4 6.4.6.4. */
  static final int BLOCK_TO_BLOCK_SEGMENT = 0x02;

  /** The logical unit that the command was sent to (SPC-4 table 148). */
  static final int COPY_MANAGER_CSCD_ID = 0xFFFF;

  private CopyLimits() {}
}
