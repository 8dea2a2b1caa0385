package io.sluice.backend;

import java.util.function.Consumer;

/**
 * The mode parameters of a logical unit that initiators can change: the changeable fields of the
 * control mode page (SPC-4 7.5.8). They last until the gateway ends. Thread-safe.
 */
public final class UnitModes {
  /** The modes of a unit that allows no changes. */
  public static final UnitModes FIXED = new UnitModes(null);

  private final Consumer<Nexus> listener;
  private volatile boolean writeProtected;
  private volatile boolean descriptorSense;

  /**
   * Starts with no write protection and with sense in fixed format.
   *
   * @param listener called on each change, with the nexus that made it
   */
  public UnitModes(Consumer<Nexus> listener) {
    this.listener = listener;
  }

  /** Whether {@link #change} has any effect. */
  public boolean changeable() {
    return listener != null;
  }

  /** SWP: writes are refused. */
  public boolean writeProtected() {
    return writeProtected;
  }

  /** D_SENSE: sense data goes out in descriptor format. */
  public boolean descriptorSense() {
    return descriptorSense;
  }

  /** Sets both modes, on behalf of a nexus. */
  public void change(Nexus by, boolean newWriteProtected, boolean newDescriptorSense) {
    if (!changeable()) {
      throw new IllegalStateException("these modes can't be changed");
    }
    boolean same = newWriteProtected == writeProtected && newDescriptorSense == descriptorSense;
    writeProtected = newWriteProtected;
    descriptorSense = newDescriptorSense;
    if (!same) {
      listener.accept(by);
    }
  }

  /** Returns to the state after a reset; does not call the listener. */
  public void reset() {
    writeProtected = false;
    descriptorSense = false;
  }
}
