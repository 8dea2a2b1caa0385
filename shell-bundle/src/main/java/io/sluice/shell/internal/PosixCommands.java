package io.sluice.shell.internal;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Gogo's commands for files and text. Its own activator is not used, because it takes the process's
 * terminal.
 */
@Component(
    service = PosixCommands.class,
    property = {
      "osgi.command.scope=gogo",
      "osgi.command.function=cat",
      "osgi.command.function=echo",
      "osgi.command.function=grep",
      "osgi.command.function=sort",
      "osgi.command.function=sleep",
      "osgi.command.function=cd",
      "osgi.command.function=pwd",
      "osgi.command.function=ls",
      "osgi.command.function=less",
      "osgi.command.function=watch",
      "osgi.command.function=head",
      "osgi.command.function=tail",
      "osgi.command.function=clear",
      "osgi.command.function=wc",
      "osgi.command.function=date",
    })
public final class PosixCommands extends Posix {
  private static final Set<String> ON_TERMINAL = Set.of("ls", "less", "watch", "clear");

  @Activate
  public PosixCommands(@Reference CommandProcessor processor) {
    super(processor);
  }

  /** Gogo calls this for each of them, with the command's name as the first word. */
  @Override
  public void _main(CommandSession session, String[] words) {
    if (ON_TERMINAL.contains(words[0])) {
      Attached.require(session, words[0]);
    }
    super._main(session, isColourless(session, words) ? plain(words) : words);
  }

  private static boolean isColourless(CommandSession session, String[] words) {
    return words[0].equals("grep")
        && !Attached.mayColour(session)
        && Arrays.stream(words).noneMatch(word -> word.startsWith("--color"));
  }

  private static String[] plain(String[] words) {
    return Stream.concat(
            Stream.of(words[0], "--color=never"), Arrays.stream(words, 1, words.length))
        .toArray(String[]::new);
  }
}
