package io.sluice.iscsi.internal.login;

/** What a login response says. */
public final class LoginReply {
  private final int flags;
  private final byte[] text;

  LoginReply(int flags, byte[] text) {
    this.flags = flags;
    this.text = text;
  }

  /** T, C, CSG and NSG (RFC 7143 11.13). */
  public int flags() {
    return flags;
  }

  /** The data segment; not to be changed. */
  public byte[] text() {
    return text;
  }
}
