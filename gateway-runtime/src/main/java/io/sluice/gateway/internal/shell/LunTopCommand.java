package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.JsonText;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.shell.Paint;
import io.sluice.gateway.shell.SessionCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lun:top}: what LUNs do now, again and again. */
@Component(service = ShellCommands.class)
public final class LunTopCommand implements ShellCommands {
  private static final long LONGEST_SECONDS = 3600;
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private static final Manual MANUAL =
      Manual.of(
              "Show what LUNs do: commands, bytes, latency, queue, holds, errors",
              "lun:top",
              "lun:top --once --json")
          .operands("[NAME...]")
          .completedBy("lun:names")
          .details("Every second anew, until q or Ctrl-C. Latency is that of the last interval.")
          .options(
              Option.flag("--once", "one interval, and then end"),
              ShellCommand.JSON,
              Option.of("--interval", "SECONDS", "how long to measure; 1 where it is not set"));

  private final LogicalUnits logicalUnits;

  @Activate
  public LunTopCommand(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.acting("lun:top", MANUAL, this::top));
  }

  private void top(Call call) throws IOException {
    Arguments arguments = call.arguments();
    arguments.operands().forEach(new Luns(logicalUnits)::get);
    long millis = seconds(arguments) * 1000;
    Activity activity = new Activity(logicalUnits, arguments.operands());
    try (Keys keys = Keys.of(SessionCall.sessionOf(call))) {
      while (!keys.awaitLeaving(millis)) {
        List<ActivityRow> rows = activity.next();
        if (arguments.has("--json")) {
          System.out.print(JsonText.of(rows.stream().map(ActivityRow::fields).toList()));
        } else {
          boolean screen = !arguments.has("--once") && call.conversation().isPossible();
          String table = Paint.of(call).states(ActivityRow.format(rows));
          System.out.print((screen ? CLEAR : "") + table);
        }
        System.out.flush();
        if (arguments.has("--once")) {
          return;
        }
      }
    }
  }

  private static long seconds(Arguments arguments) {
    String text = arguments.value("--interval").orElse("1");
    if (!text.matches("[0-9]{1,4}")
        || Long.parseLong(text) < 1
        || Long.parseLong(text) > LONGEST_SECONDS) {
      throw new Refusal("--interval is a number of seconds, from 1 to " + LONGEST_SECONDS);
    }
    return Long.parseLong(text);
  }

  /** The keyboard of a session, where it has one: q and Ctrl-C leave. */
  private record Keys(Terminal terminal, Attributes before) implements AutoCloseable {
    private static final int CONTROL_C = 3;

    static Keys of(CommandSession session) {
      if (!(session.get(".terminal") instanceof Terminal terminal)) {
        return new Keys(null, null);
      }
      Attributes before = terminal.enterRawMode();
      // Interrupted, this thread would still set the terminal when the prompt is back already.
      Attributes keys = terminal.getAttributes();
      keys.setLocalFlag(Attributes.LocalFlag.ISIG, false);
      terminal.setAttributes(keys);
      return new Keys(terminal, before);
    }

    /** Waits for the end of the interval; true when the person wants to leave before. */
    boolean awaitLeaving(long millis) throws IOException {
      if (terminal == null) {
        Pause.millis(millis);
        return false;
      }
      long deadline = System.nanoTime() + millis * 1_000_000;
      try {
        for (long left = millis; left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
          int key = terminal.reader().read(left);
          if (key == 'q' || key == 'Q' || key == CONTROL_C || key == -1) {
            return true;
          }
        }
        return false;
      } catch (InterruptedIOException e) {
        return true;
      }
    }

    @Override
    public void close() {
      if (terminal != null) {
        terminal.setAttributes(before);
      }
    }
  }
}
