package io.sluice.iscsi.internal.login;

import java.io.IOException;
import java.util.Optional;

/** Where the secrets of a target come from. Any thread. */
public interface SecretSource {
  /**
   * Those by which a login is judged now.
   *
   * @throws IOException when they can't be used, so that nobody may log in; the message is for a
   *     person and holds no secret
   */
  ChapSecrets now() throws IOException;

  /**
   * Those by which sessions that there are go on or end; empty as long as that is not sure, since
   * half a file ends nobody's session.
   */
  Optional<ChapSecrets> settled();

  /** Looks whether they are others now. For a clock. */
  default void look() {}

  /** Why they can't be used; empty where they can. */
  default Optional<String> problem() {
    return Optional.empty();
  }
}
