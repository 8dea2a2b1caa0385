package io.sluice.gateway.shell;

import java.io.IOException;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.annotation.versioning.ProviderType;

/** A dialogue with the person at the other end of a session, if there is one. */
@ProviderType
public interface Conversation {
  /** The session variable that holds the conversation. */
  String VARIABLE = ".sluice.conversation";

  /** Nobody is there to answer: a script, or a pipe. */
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

  /** The conversation of a session. */
  static Conversation of(CommandSession session) {
    return session.get(VARIABLE) instanceof Conversation conversation ? conversation : NOBODY;
  }

  /** Whether somebody can answer. */
  boolean isPossible();

  /**
   * Asks, and waits for the answer.
   *
   * @param echo whether typed text is shown
   * @return a line; empty if nobody answers, or the person cancels
   */
  Optional<String> ask(String question, boolean echo) throws IOException;

  /**
   * Asks a person to confirm something that can't be undone.
   *
   * @param agreed whether the command line already confirmed it
   * @param question the question, to be answered with y
   * @throws Refusal if nobody can be asked, or the answer is anything else
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
