package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Conversation;
import io.sluice.backend.shell.Manual;
import io.sluice.gateway.shell.SessionCall;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/**
 * A call by a session of Gogo.
 *
 * @param manual by which the words are read
 */
record GogoCall(CommandSession session, Manual manual, List<String> words) implements SessionCall {
  private static final int FEWEST_COLOURS = 8;

  @Override
  public Arguments arguments() {
    return manual.parse(words.toArray(String[]::new));
  }

  @Override
  public Conversation conversation() {
    return session.get(CONVERSATION) instanceof Conversation conversation
        ? conversation
        : Conversation.NOBODY;
  }

  @Override
  public Path folder() {
    return session.currentDir();
  }

  /** Not where it prints to another command. */
  @Override
  public boolean hasColours() {
    Process process = Process.Utils.current();
    boolean terminal = process == null || process.isTty(1);
    return terminal && hasColours(session.get(".terminal"));
  }

  private static boolean hasColours(Object terminal) {
    if (!(terminal instanceof Terminal known)) {
      return false;
    }
    Integer number = known.getNumericCapability(Capability.max_colors);
    return number != null && number >= FEWEST_COLOURS;
  }
}
