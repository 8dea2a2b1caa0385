package io.sluice.tcmu.internal.ring;

/** The shared memory holds what no kernel writes there. The device must not be served any more. */
public final class RingFault extends Exception {
  private static final long serialVersionUID = 1L;

  RingFault(String message) {
    super(message);
  }
}
