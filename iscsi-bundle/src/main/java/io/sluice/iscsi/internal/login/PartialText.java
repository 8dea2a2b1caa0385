package io.sluice.iscsi.internal.login;

import java.io.ByteArrayOutputStream;

/** Text that comes in several PDUs, of which all but the last have C set (RFC 7143 6.2). */
public final class PartialText {
  /** More than any initiator has to say, and little for us to hold. */
  public static final int MOST_BYTES = 32 << 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * Adds a PDU's text.
   *
   * @throws LoginException when it becomes too long
   */
  public void add(byte[] part) throws LoginException {
    if (bytes.size() + part.length > MOST_BYTES) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "too much text");
    }
    bytes.writeBytes(part);
  }

  /** All of it; from here on it begins anew. */
  public byte[] take() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    return all;
  }

  /** Whether the middle of a text is waited for. */
  public boolean isEmpty() {
    return bytes.size() == 0;
  }
}
