package io.sluice.gateway.shell;

/**
 * A command's refusal to do what was asked, with a message for the person. Gogo prints {@link
 * #toString} of an exception, so it returns just the message.
 */
@SuppressWarnings("OverrideThrowableToString") // getMessage would come with the name of the class
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refusal(String message) {
    super(message);
  }

  public Refusal(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
