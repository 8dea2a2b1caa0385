package io.sluice.gateway.shell;

import io.sluice.backend.osgi.PrintableText;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** Colours the output of a command, if it goes to a terminal that has colours. */
public final class Paint {
  private static final Pattern BAD = Pattern.compile("\\b(FAILED|STUCK|ORPHANED)\\b");
  private static final Pattern BUSY = Pattern.compile("\\b(HOLDING|DRAINING|SWITCHING)\\b");
  private static final Pattern GOOD = Pattern.compile("\\bSERVING\\b");
  private static final int FEWEST = 8;

  private final boolean colours;

  private Paint(boolean colours) {
    this.colours = colours;
  }

  /** For the output of a command of this session; plain if the output goes to another command. */
  public static Paint of(CommandSession session) {
    Process process = Process.Utils.current();
    boolean terminal = process == null || process.isTty(1);
    return new Paint(terminal && hasColours(session.get(".terminal")));
  }

  private static boolean hasColours(Object terminal) {
    if (!(terminal instanceof Terminal known)) {
      return false;
    }
    Integer number = known.getNumericCapability(Capability.max_colors);
    return number != null && number >= FEWEST;
  }

  /**
   * A text in which the words for LUN states are highlighted, and invisible characters are escaped.
   */
  public String states(String text) {
    String plain = PrintableText.ofLines(text);
    if (!colours) {
      return plain;
    }
    String painted = BAD.matcher(plain).replaceAll("\u001b[31m$0\u001b[0m");
    painted = BUSY.matcher(painted).replaceAll("\u001b[33m$0\u001b[0m");
    return GOOD.matcher(painted).replaceAll("\u001b[32m$0\u001b[0m");
  }
}
