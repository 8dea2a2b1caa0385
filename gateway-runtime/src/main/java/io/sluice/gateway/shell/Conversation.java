package io.sluice.gateway.shell;

import java.io.IOException;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.annotation.versioning.ProviderType;

/** The person at the other end of a session, where there is one. */
@ProviderType
public interface Conversation {
  /** The session's variable that holds it. */
  String VARIABLE = ".sluice.conversation";

  /** Nobody: a script, or a pipe. */
  Conversation NOBODY =
      new Conversation() {
        @Override
        public boolean isPossible() {
          return false;
        }

        @Override
        public Optional<String> ask(String question, boolean echo) {
          return Optional.empty();
        }
      };

  /** That of a session. */
  static Conversation of(CommandSession session) {
    return session.get(VARIABLE) instanceof Conversation conversation ? conversation : NOBODY;
  }

  /** Whether somebody is there to answer. */
  boolean isPossible();

  /**
   * Asks, and waits for the answer.
   *
   * @param echo whether what is typed is shown
   * @return a line; empty where nobody answers, or the person breaks off
   */
  Optional<String> ask(String question, boolean echo) throws IOException;

  /**
   * Has a person agree to what can't be undone.
   *
   * @param agreed whether that was said with the command
   * @param question to be answered with y
   * @throws Refusal where nobody can be asked, or the answer is another
   */
  default void confirm(boolean agreed, String question) throws IOException {
    if (agreed) {
      return;
    }
    if (!isPossible()) {
      throw new Refusal(question + " Nobody is here to answer: add --yes. Nothing was done.");
    }
    String answer = ask(question + " [y/N] ", true).orElse("").strip();
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new Refusal("Nothing was done.");
    }
  }
}
