package io.sluice.backend;

/** Flags for a write to a {@link BlockStore}. */
public final class WriteFlags {
  /**
   * Force unit access: the data written survives the machine's death once the call has returned.
   */
  public static final int FUA = 1;

  /** The range may be zeroed by freeing its space. */
  public static final int MAY_DISCARD = 2;

  /**
   * The write is atomic: either all of it happens or, if it fails or the machine dies, none of it;
   * nobody reads a part. Only within the limits of {@link Capabilities#atomicWrites}.
   */
  public static final int ATOMIC = 4;

  private WriteFlags() {}
}
