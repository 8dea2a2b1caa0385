package io.sluice.shell.internal;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.shell.SessionCall;
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
    service = {HelpCommands.class, ShellCommands.class},
    property = {
      "osgi.command.scope=sluice",
      "osgi.command.function=default",
      "osgi.command.function=__commands"
    })
public final class HelpCommands implements ShellCommands {
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
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.telling("sluice:help", HELP, HelpCommands::help));
  }

  private static Told help(Call call) {
    SortedMap<String, Manual> manuals = CommandManuals.of(SessionCall.sessionOf(call));
    if (call.arguments().operands().isEmpty()) {
      return new Told(
          () ->
              manuals.entrySet().stream()
                  .filter(entry -> isOfTheGateway(entry.getKey()))
                  .map(entry -> ManualRecord.of(entry.getKey(), entry.getValue()))
                  .toList(),
          () -> list(manuals));
    }
    String command = call.arguments().onlyOperand("Of which command? help COMMAND");
    Manual manual = find(command, manuals);
    return new Told(
        () -> ManualRecord.of(command, manual), () -> ManualText.format(command, manual));
  }

  private static String list(SortedMap<String, Manual> manuals) {
    StringBuilder text = new StringBuilder();
    manuals.forEach(
        (command, manual) -> {
          if (isListed(command)) {
            text.append("  %-20s %s%n".formatted(CommandManuals.typed(command), manual.summary()));
          }
        });
    FOREIGN.forEach((scope, about) -> text.append(names(manuals.keySet(), scope, about)));
    return text.append(
            "\nhelp COMMAND tells more of one, with an example. Tab completes. COMMAND | grep TEXT"
                + " filters.\n")
        .toString();
  }

  /** Programs are told those for completion too. */
  private static boolean isOfTheGateway(String command) {
    return !FOREIGN.containsKey(CommandManuals.scope(command))
        && !CommandManuals.name(command).equals("default");
  }

  private static boolean isListed(String command) {
    return isOfTheGateway(command) && !CommandManuals.name(command).equals("names");
  }

  private static String names(Set<String> commands, String scope, String about) {
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
    return names.isEmpty() ? "" : "\n" + about + " (" + scope + ":)" + names + "\n";
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
