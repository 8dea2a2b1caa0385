package io.sluice.shell.internal;

import io.sluice.backend.shell.Conversation;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** A person at the session's own terminal. What is answered is in no history. */
final class TerminalConversation implements Conversation {
  /** JLine shows nothing of what is typed. */
  private static final Character NOTHING = '\0';

  private final Terminal terminal;

  TerminalConversation(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public boolean isPossible() {
    return true;
  }

  @Override
  public Optional<String> ask(String question, boolean echo) {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .variable(LineReader.DISABLE_HISTORY, true)
            .variable(LineReader.DISABLE_COMPLETION, true)
            .build();
    try {
      return Optional.of(reader.readLine(question, echo ? null : NOTHING));
    } catch (UserInterruptException | EndOfFileException e) {
      return Optional.empty();
    }
  }
}
