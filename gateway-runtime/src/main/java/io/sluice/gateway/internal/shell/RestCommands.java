package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.internal.LunOperations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands that put a LUN's volume at rest, and end that. */
@Component(service = ShellCommands.class)
public final class RestCommands implements ShellCommands {
  static final Option SECONDS =
      Option.of("--seconds", "N", "for so long at the most; then the LUN serves again");

  /** How the reason of a LUN that a person has suspended begins. */
  static final String SUSPENDED = "suspended";

  private static final Manual SUSPEND =
      Manual.of(
              "Flush a LUN's volume and hold all commands until lun:resume",
              "lun:suspend demo",
              "lun:suspend demo --seconds 10")
          .operands("NAME")
          .completedBy("lun:names")
          .details(
              "Commands that are held for longer than holdSeconds are answered BUSY, and initiators"
                  + " try them again.")
          .options(SECONDS);

  private static final Manual RESUME =
      Manual.of("Serve the commands of a LUN again after lun:suspend", "lun:resume demo")
          .operands("NAME")
          .completedBy("lun:names");

  private final LunOperations operations;

  @Activate
  public RestCommands(@Reference LunOperations operations) {
    this.operations = operations;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("lun:suspend", SUSPEND, this::suspend),
        ShellCommand.acting("lun:resume", RESUME, this::resume));
  }

  private void suspend(Call call) {
    Arguments arguments = call.arguments();
    String lun = arguments.onlyOperand("Which LUN? lun:suspend NAME [--seconds N]");
    Duration most = seconds(arguments).orElse(null);
    try {
      operations.suspend(
          lun, SUSPENDED + "; lun:resume " + lun + " lets commands through again", most);
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println(lun + ": its volume is at rest, and commands are held");
  }

  private void resume(Call call) {
    String lun = call.arguments().onlyOperand("Which LUN? lun:resume NAME");
    try {
      System.out.println(lun + ": " + SwapList.sentence(operations.resume(lun)));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  /** The value of {@link #SECONDS}. */
  static Optional<Duration> seconds(Arguments arguments) {
    Optional<String> typed = arguments.value(SECONDS.name());
    if (typed.isPresent() && !typed.get().matches("[1-9][0-9]{0,5}")) {
      throw new Refusal(
          SECONDS.name() + " " + typed.get() + ": a whole number, 1 or more, is wanted");
    }
    return typed.map(Integer::parseInt).map(Duration::ofSeconds);
  }
}
