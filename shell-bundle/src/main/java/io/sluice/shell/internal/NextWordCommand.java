package io.sluice.shell.internal;

import java.util.List;
import java.util.Optional;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.reader.ParsedLine;
import org.osgi.service.component.annotations.Component;

/**
 * What can be typed next behind a command: for completion only, which asks it on each Tab. A
 * function of its own, since no method is called so.
 */
@Component(
    service = Function.class,
    property = {"osgi.command.scope=sluice", "osgi.command.function=" + NextWordCommand.NAME})
public final class NextWordCommand implements Function {
  static final String NAME = "__next_word";

  @Override
  public Object execute(CommandSession session, List<Object> words) throws Exception {
    String command = String.valueOf(words.get(0));
    Optional<String> line =
        CommandManuals.of(session, command).flatMap(m -> m.completion(typed(session)));
    return line.isPresent() ? session.execute(line.get()) : List.of();
  }

  /** The words between the command and the one that is being typed. */
  static List<String> typed(CommandSession session) {
    ParsedLine line = Shell.getParsedLine(session);
    return line == null || line.wordIndex() < 1
        ? List.of()
        : List.copyOf(line.words().subList(1, line.wordIndex()));
  }
}
