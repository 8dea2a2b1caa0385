package io.sluice.shell.internal;

import io.sluice.backend.shell.Refusal;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.jline.terminal.Terminal;

/** What is possible on a session's terminal; one command for a client has none. */
final class Attached {
  private Attached() {}

  /**
   * Before a command of Gogo that reads keys or draws on the terminal.
   *
   * @throws Refusal where there is none
   */
  static void require(CommandSession session, String command) {
    if (terminal(session) == null) {
      throw new Refusal(command + " works in a shell only; for one: sluice shell");
    }
  }

  /** Whether it has a terminal that may have colours. */
  static boolean mayColour(CommandSession session) {
    Terminal terminal = terminal(session);
    return terminal != null && !terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }

  private static Terminal terminal(CommandSession session) {
    return session.get(Shell.VAR_TERMINAL) instanceof Terminal terminal ? terminal : null;
  }
}
