package io.sluice.backends.overlay;

/**
 * What a command tells a person instead of doing what was asked. Gogo prints {@link #toString} of
 * what a command throws, so that is the message alone.
 */
@SuppressWarnings("OverrideThrowableToString") // getMessage would come with the name of the class
final class OverlayRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverlayRefusal(String message) {
    super(message);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
