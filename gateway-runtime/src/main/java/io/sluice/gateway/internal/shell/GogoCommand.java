package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.gateway.shell.Documented;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** A command as Gogo calls it. */
final class GogoCommand implements Function, Documented {
  private final ShellCommand command;

  GogoCommand(ShellCommand command) {
    this.command = command;
  }

  @Override
  public Manual manual() {
    return command.manual();
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws Exception {
    List<String> typed = words.stream().map(String::valueOf).toList();
    return command.run(new GogoCall(session, command.manual(), typed)).orElse(null);
  }
}
