package io.sluice.shell.internal;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Component;

/** What commands there are, and what each does. */
@Component(
    service = HelpCommands.class,
    property = {
      "osgi.command.scope=sluice",
      "osgi.command.function=help",
      "osgi.command.function=default",
      "osgi.command.function=__commands"
    })
public final class HelpCommands implements Documented {
  /** Scopes of others, with what they are about. */
  private static final Map<String, String> FOREIGN =
      new TreeMap<>(
          Map.of(
              "gogo", "The shell itself",
              "osgi", "The shell's scripts"));

  private static final Manual HELP =
      Manual.of("List the commands, or tell all of one", "help", "help lun:create")
          .operands("[COMMAND]")
          .completedBy("__commands");

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("help", HELP);
  }

  public void help(CommandSession session, String... words) {
    Arguments arguments = HELP.parse(words);
    SortedMap<String, Manual> manuals = CommandManuals.of(session);
    if (arguments.operands().isEmpty()) {
      list(manuals);
    } else {
      String command = arguments.onlyOperand("Of which command? help COMMAND");
      System.out.print(ManualText.format(command, find(command, manuals)));
    }
  }

  private static void list(SortedMap<String, Manual> manuals) {
    manuals.forEach(
        (command, manual) -> {
          if (isListed(command)) {
            System.out.printf("  %-20s %s%n", CommandManuals.typed(command), manual.summary());
          }
        });
    FOREIGN.forEach((scope, about) -> names(manuals.keySet(), scope, about));
    System.out.println(
        "\nhelp COMMAND tells more of one, with an example. Tab completes. COMMAND | grep TEXT"
            + " filters.");
  }

  private static boolean isListed(String command) {
    return !FOREIGN.containsKey(CommandManuals.scope(command))
        && !List.of("names", "default").contains(CommandManuals.name(command));
  }

  private static void names(Set<String> commands, String scope, String about) {
    StringBuilder names = new StringBuilder();
    int column = Integer.MAX_VALUE;
    for (String command : commands) {
      if (CommandManuals.scope(command).equals(scope)) {
        String name = CommandManuals.name(command);
        if (column + name.length() > 90) {
          names.append("\n ");
          column = 0;
        }
        names.append(' ').append(name);
        column += name.length() + 1;
      }
    }
    if (!names.isEmpty()) {
      System.out.println("\n" + about + " (" + scope + ":)" + names);
    }
  }

  private static Manual find(String command, SortedMap<String, Manual> manuals) {
    return manuals.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().equals(command)
                    || CommandManuals.typed(entry.getKey()).equals(command)
                    || CommandManuals.name(entry.getKey()).equals(command))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> unknown(command, manuals));
  }

  /** Gogo calls this with what it does not know. */
  public void _default(CommandSession session, String... words) {
    if (words.length > 0) {
      throw unknown(words[0], CommandManuals.of(session));
    }
  }

  private static Refusal unknown(String command, SortedMap<String, Manual> manuals) {
    Set<String> names = new LinkedHashSet<>();
    manuals.keySet().stream()
        .filter(HelpCommands::isListed)
        .map(CommandManuals::typed)
        .forEach(names::add);
    manuals.keySet().stream().map(CommandManuals::name).forEach(names::add);
    return new Refusal(
        "There is no command '" + command + "'" + NearestName.hint(command, names) + " See help");
  }

  /** What {@code help} can tell of, for completion. */
  @SuppressWarnings("MemberName") // Gogo hides what begins so
  public List<String> __commands(CommandSession session) {
    return CommandManuals.of(session).keySet().stream()
        .filter(HelpCommands::isListed)
        .map(CommandManuals::typed)
        .toList();
  }

  /** The text of one manual. */
  private static final class ManualText {
    private static final int WIDTH = 100;
    private final StringBuilder text = new StringBuilder();

    static String format(String command, Manual manual) {
      ManualText page = new ManualText();
      page.text.append(command).append(": ").append(manual.summary()).append("\n\n");
      page.text.append("  ").append(command);
      page.text.append(manual.operands().isEmpty() ? "" : " " + manual.operands());
      page.text.append(manual.options().isEmpty() ? "" : " [OPTION...]").append('\n');
      if (!manual.details().isEmpty()) {
        page.text.append('\n');
        page.wrap("  ", manual.details());
      }
      if (!manual.options().isEmpty()) {
        page.text.append("\nOptions:\n");
        manual.options().forEach(page::option);
      }
      if (!manual.examples().isEmpty()) {
        page.text.append("\nFor example:\n");
        manual.examples().forEach(line -> page.text.append("  ").append(line).append('\n'));
      }
      return page.text.toString();
    }

    private void option(Option option) {
      wrap("      ", String.format("  %-22s %s", option.syntax(), option.meaning()));
    }

    private void wrap(String indent, String paragraph) {
      StringBuilder line = new StringBuilder(paragraph.startsWith(" ") ? "" : indent);
      for (String word : paragraph.split("(?<=\\S)\\s", -1)) {
        if (line.length() + word.length() > WIDTH && !line.toString().isBlank()) {
          text.append(line.toString().stripTrailing()).append('\n');
          line.setLength(0);
          line.append(indent);
        }
        line.append(word).append(' ');
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
