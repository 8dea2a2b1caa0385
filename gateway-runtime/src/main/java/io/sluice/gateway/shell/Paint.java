package io.sluice.gateway.shell;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.Call;
import java.util.regex.Pattern;

/** Colours the output of a command, if it goes to a terminal that has colours. */
public final class Paint {
  private static final Pattern BAD = Pattern.compile("\\b(FAILED|STUCK|ORPHANED)\\b");
  private static final Pattern BUSY = Pattern.compile("\\b(HOLDING|DRAINING|SWITCHING)\\b");
  private static final Pattern GOOD = Pattern.compile("\\bSERVING\\b");

  private final boolean colours;

  private Paint(boolean colours) {
    this.colours = colours;
  }

  /** For what this call prints. */
  public static Paint of(Call call) {
    return new Paint(call.hasColours());
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
