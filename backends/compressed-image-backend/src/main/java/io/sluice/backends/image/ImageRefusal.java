package io.sluice.backends.image;

/**
 * What a command tells a person instead of doing what was asked. Gogo prints {@link #toString} of
 * what a command throws, so that is the message alone.
 */
@SuppressWarnings("OverrideThrowableToString") // getMessage would come with the name of the class
final class ImageRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImageRefusal(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
