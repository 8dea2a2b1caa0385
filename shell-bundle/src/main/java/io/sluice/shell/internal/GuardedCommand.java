package io.sluice.shell.internal;

import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** A command of somebody else, which is not called before a person has agreed. */
final class GuardedCommand implements Function, Documented {
  /** What Gogo says where a method has other parameters. */
  private static final String OTHER_WORDS = "Cannot coerce";

  private final String scope;
  private final String name;
  private final String loss;
  private final CommandProxy command;

  /**
   * @param loss what nobody can bring back, for a person
   */
  GuardedCommand(String scope, String name, String loss, CommandProxy command) {
    this.scope = scope;
    this.name = name;
    this.loss = loss;
    this.command = command;
  }

  @Override
  public Map<String, Manual> manuals() {
    try {
      Manual own = CommandManuals.of(command.getTarget(), name);
      String details =
          (own.details() + " It asks, or takes " + Option.YES.name() + ", since " + loss + ".");
      return Map.of(name, own.details(details.strip()).options(Option.YES));
    } finally {
      command.ungetTarget();
    }
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws Exception {
    List<Object> others = new ArrayList<>(words);
    boolean agreed = others.removeIf(word -> Option.YES.name().equals(String.valueOf(word)));
    String line = scope + ":" + name;
    if (!others.isEmpty()) { // without a word it tells what it wants
      String typed = others.stream().map(String::valueOf).collect(Collectors.joining(" "));
      Conversation.of(session).confirm(agreed, line + " " + typed + ": " + loss + ". Go on?");
    }
    try {
      return command.execute(session, others);
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).startsWith(OTHER_WORDS)) {
        throw new Refusal("These are not the words that it takes; see help " + line, e);
      }
      throw e;
    }
  }
}
