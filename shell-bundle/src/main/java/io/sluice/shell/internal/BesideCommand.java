package io.sluice.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Component;

/**
 * Whether an option is to be offered that goes with some others only: for completion only. Its
 * arguments are the options that it goes with, and all those of which one is chosen.
 */
@Component(
    service = Function.class,
    property = {"osgi.command.scope=sluice", "osgi.command.function=" + BesideCommand.NAME})
public final class BesideCommand implements Function {
  static final String NAME = "__beside";

  @Override
  public Object execute(CommandSession session, List<Object> words) {
    return isOffered(names(words.get(0)), names(words.get(1)), NextWordCommand.typed(session));
  }

  /**
   * Where nothing is chosen yet, all are offered.
   *
   * @param typed as in {@code --file=/srv/disk0.img}
   */
  static boolean isOffered(Set<String> beside, Set<String> choices, List<String> typed) {
    Set<String> chosen =
        typed.stream()
            .map(word -> word.split("=", 2)[0])
            .filter(choices::contains)
            .collect(Collectors.toSet());
    return chosen.isEmpty() || chosen.stream().anyMatch(beside::contains);
  }

  private static Set<String> names(Object words) {
    return Arrays.stream(String.valueOf(words).split(" ", -1)).collect(Collectors.toSet());
  }
}
