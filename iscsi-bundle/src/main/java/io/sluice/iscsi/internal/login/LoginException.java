package io.sluice.iscsi.internal.login;

import io.sluice.backend.osgi.PrintableText;
import java.io.Serial;

/** A login or a negotiation that is refused. */
public final class LoginException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final LoginStatus status;

  /**
   * @param message for the log; must hold no secret
   */
  public LoginException(LoginStatus status, String message) {
    super(PrintableText.ofMessage(message)); // there may be what a stranger sent in it
    this.status = status;
  }

  /** What the initiator is told. */
  public LoginStatus status() {
    return status;
  }
}
