package io.sluice.backend;

/** Bits that go with a write to a {@link BlockStore}. */
public final class WriteFlags {
  /** Force unit access: what is written survives the machine's death when the call returns. */
  public static final int FUA = 1;

  /** Zeroes may be made by giving the space back. */
  public static final int MAY_DISCARD = 2;

  /**
   * The write is one step: all of it or, where it fails or the machine dies, none of it; nobody
   * reads a part. Only within {@link Capabilities#atomicWrites}.
   */
  public static final int ATOMIC = 4;

  private WriteFlags() {}
}
