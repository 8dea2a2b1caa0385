package io.sluice.gateway.targets;

import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;

/**
 * Commands on targets: {@code list}, {@code info}, {@code create}, {@code set}, {@code remove}, and
 * {@code names} for completion.
 */
public class TargetCommands implements Documented {
  private static final Option JSON = Option.flag("--json", "for programs");

  private final TargetFiles targets;
  private final TargetScope scope;
  private final Manual list;
  private final Manual info;
  private final Manual set;
  private final Manual remove;
  private final Manual names;

  protected TargetCommands(TargetFiles targets) {
    this.targets = targets;
    scope = targets.scope();
    list = Manual.of("List " + scope.all(), scope.line("list")).options(JSON);
    info =
        Manual.of("Show all about " + scope.one(), scope.line("info disks"))
            .operands("NAME")
            .completedBy(scope.names())
            .options(JSON);
    set =
        Manual.of(
                "Change keys of the configuration of " + scope.one(),
                scope.line("set disks portals=192.0.2.10:3260"),
                scope.line("set disks portals="))
            .operands("NAME KEY=VALUE...")
            .completedBy(scope.names())
            .details(
                "KEY= sets a key back to its default. The keys are the options of "
                    + scope.line("create")
                    + ".");
    remove =
        Manual.of("Remove " + scope.one() + "; its disks stay", scope.line("remove disks --yes"))
            .operands("NAME")
            .completedBy(scope.names())
            .details(
                "It asks, or takes --yes. Its file of CHAP secrets goes too, where it is in etc/"
                    + " and no other configuration names it.")
            .options(Option.YES);
    names = Manual.of("The names of all targets, for scripts and completion", scope.line("names"));
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of(
        "list",
        list,
        "info",
        info,
        "create",
        createManual(),
        "set",
        set,
        "remove",
        remove,
        "names",
        names);
  }

  private Manual createManual() {
    List<Option> options =
        targets.schema().keys().stream()
            .map(
                key ->
                    key.isFlag()
                        ? Option.flag("--" + key.name(), key.meaning())
                        : Option.of("--" + key.name(), capitals(key), key.meaning()))
            .toList();
    return Manual.of("Make " + scope.one(), scope.line("create disks ") + scope.creation())
        .operands("NAME")
        .details("Writes etc/" + scope.factoryPid() + "-NAME.cfg. " + scope.note())
        .options(options)
        .options(Option.YES);
  }

  private static String capitals(ConfigurationKey key) {
    return key.name().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT);
  }

  public void list(String... words) {
    List<TargetView> views = targets.views();
    System.out.print(
        list.parse(words).has("--json")
            ? JsonText.of(views.stream().map(TargetText::fields).toList())
            : TargetText.list(scope, views, targets.unavailable()));
  }

  public void info(String... words) {
    Arguments arguments = info.parse(words);
    TargetView target =
        targets.get(arguments.onlyOperand("Which target? " + scope.line("info NAME")));
    System.out.print(
        arguments.has("--json")
            ? JsonText.of(TargetText.fields(target))
            : TargetText.details(target));
  }

  public void create(CommandSession session, String... words) throws IOException {
    Arguments arguments = createManual().parse(words);
    String name = arguments.onlyOperand("Make which target? " + scope.line("create NAME"));
    if (targets.find(name).isPresent() || targets.file(name).exists()) {
      throw new Refusal(
          "There is a target '" + name + "' already; see " + scope.line("info " + name));
    }
    ConfigurationText text = ConfigurationText.empty();
    text.comment("The target \"" + name + "\".");
    arguments.options().forEach((option, value) -> put(text, option, value));
    for (TargetView target : targets.views()) {
      boolean goes = target.name().equals("(default)") && !target.inUse().isEmpty();
      Conversation.of(session)
          .confirm(
              !goes || arguments.has("--yes"),
              "Sessions with " + target.iqn() + " end, which use " + target.inUse() + ". Go on?");
    }
    System.out.print(TargetText.details(targets.write(name, text, Optional.empty())));
  }

  private void put(ConfigurationText text, Option option, String value) {
    String key = option.name().substring(2);
    if (!option.equals(Option.YES)) {
      targets.schema().require(key, value);
      set(text, key, value);
    }
  }

  private static void set(ConfigurationText text, String key, String value) {
    try {
      text.set(key, value);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  public void set(String... words) throws IOException {
    List<String> operands = set.parse(words).operands();
    if (operands.size() < 2) {
      throw new Refusal("Set what? " + scope.line("set NAME KEY=VALUE..."));
    }
    TargetView target = targets.get(operands.get(0));
    TargetView changed =
        targets.edit(
            target.name(),
            text -> operands.subList(1, operands.size()).forEach(word -> change(text, word)));
    System.out.print(TargetText.details(changed));
  }

  private void change(ConfigurationText text, String word) {
    int equals = word.indexOf('=');
    if (equals < 1) {
      throw new Refusal("'" + word + "' is not KEY=VALUE");
    }
    String key = word.substring(0, equals);
    String value = word.substring(equals + 1);
    if (value.isEmpty()) {
      text.remove(key);
    } else {
      targets.schema().require(key, value);
      set(text, key, value);
    }
  }

  public void remove(CommandSession session, String... words) throws IOException {
    Arguments arguments = remove.parse(words);
    String name = arguments.onlyOperand("Which target? " + scope.line("remove NAME [--yes]"));
    TargetView target = targets.get(name);
    Optional<ConfigurationFile> secrets = targets.ownSecrets(name);
    String also = secrets.map(file -> " and the secrets in " + file).orElse("");
    String use = target.inUse().isEmpty() ? "" : ", which sessions use for " + target.inUse();
    Conversation.of(session)
        .confirm(arguments.has("--yes"), "Remove the target " + name + use + also + "?");
    targets.remove(name, secrets);
    String gone =
        secrets.map(file -> name + " and " + file + " are removed").orElse(name + " is removed");
    System.out.println(
        targets.find(name).isPresent() ? name + " goes with the last of its sessions" : gone);
    if (targets.views().isEmpty() && !targets.disks().isEmpty()) {
      System.out.println(
          "It was the last one: nobody is offered these disks now: "
              + String.join(", ", targets.disks())
              + ". To offer them again: "
              + scope.line("create NAME " + scope.creation()));
    }
  }

  public List<String> names() {
    return targets.views().stream().map(TargetView::name).toList();
  }
}
