package io.sluice.backend;

import java.util.function.Consumer;

/**
 * The mode parameters of a logical unit that initiators can change: what the control mode page
 * (SPC-4 7.5.8) lets be set. They hold until the gateway ends. Thread-safe.
 */
public final class UnitModes {
  /** Of a unit that lets nothing be changed. */
  public static final UnitModes FIXED = new UnitModes(null);

  private final Consumer<Nexus> listener;
  private volatile boolean writeProtected;
  private volatile boolean descriptorSense;

  /**
   * Not write protected, sense in fixed format.
   *
   * @param listener is told of each change, with the nexus that made it
   */
  public UnitModes(Consumer<Nexus> listener) {
    this.listener = listener;
  }

  /** Whether {@link #change} does something. */
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

  /** Sets both, on behalf of a nexus. */
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

  /** The state after a reset; tells nobody. */
  public void reset() {
    writeProtected = false;
    descriptorSense = false;
  }
}
