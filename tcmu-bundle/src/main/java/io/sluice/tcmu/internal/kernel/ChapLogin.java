package io.sluice.tcmu.internal.kernel;

/**
 * What an initiator proves itself with, and we to it. All empty for no authentication. Its text
 * form holds no secret.
 *
 * @param name the initiator's
 * @param secret the initiator's
 * @param ownName the target's; empty where it need not prove itself
 * @param ownSecret the target's
 */
public record ChapLogin(String name, String secret, String ownName, String ownSecret) {
  /** No authentication. */
  public static final ChapLogin NONE = new ChapLogin("", "", "", "");

  @Override
  public String toString() {
    return name + (ownName.isEmpty() ? "" : ", mutual as " + ownName);
  }
}
