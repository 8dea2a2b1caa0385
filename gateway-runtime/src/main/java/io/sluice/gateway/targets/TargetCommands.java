package io.sluice.gateway.targets;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationText;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Commands on targets: {@code list}, {@code info}, {@code create}, {@code set}, {@code remove}, and
 * {@code names} for completion.
 */
public class TargetCommands implements ShellCommands {
  private final TargetFiles targets;
  private final TargetScope scope;
  private final Manual list;
  private final Manual info;
  private final Manual set;
  private final Manual remove;

  protected TargetCommands(TargetFiles targets) {
    this.targets = targets;
    scope = targets.scope();
    list = Manual.of("List " + scope.all(), scope.line("list"));
    info =
        Manual.of("Show all about " + scope.one(), scope.line("info disks"))
            .operands("NAME")
            .completedBy(scope.names());
    set =
        Manual.of(
                "Change keys of the configuration of " + scope.one(),
                scope.line("set disks portals=192.0.2.10:3260"),
                scope.line("set disks portals="))
            .operands("NAME KEY=VALUE...")
            .completedBy(scope.names(), Manual.NEW)
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
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling(scope.line("list"), list, this::list),
        ShellCommand.telling(scope.line("info"), info, this::info),
        ShellCommand.acting(scope.line("create"), this::createManual, this::create),
        ShellCommand.acting(scope.line("set"), set, this::set),
        ShellCommand.acting(scope.line("remove"), remove, this::remove),
        ShellCommand.names(scope.line("names"), "The names of all targets", this::names));
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
        .completedBy(Manual.NEW)
        .details("Writes etc/" + scope.factoryPid() + "-NAME.cfg. " + scope.note())
        .options(options)
        .options(Option.YES);
  }

  private static String capitals(ConfigurationKey key) {
    return key.name().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT);
  }

  private Told list(Call call) {
    List<TargetView> views = targets.views();
    return new Told(
        () -> views.stream().map(TargetText::fields).toList(),
        () -> TargetText.list(scope, views, targets.unavailable()));
  }

  private Told info(Call call) {
    Arguments arguments = call.arguments();
    TargetView target =
        targets.get(arguments.onlyOperand("Which target? " + scope.line("info NAME")));
    return new Told(() -> TargetText.fields(target), () -> TargetText.details(target));
  }

  private void create(Call call) throws IOException {
    Arguments arguments = call.arguments();
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
      if (goes) {
        call.confirm(
            "Sessions with " + target.iqn() + " end, which use " + target.inUse() + ". Go on?");
      }
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

  private void set(Call call) throws IOException {
    List<String> operands = call.arguments().operands();
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

  private void remove(Call call) throws IOException {
    Arguments arguments = call.arguments();
    String name = arguments.onlyOperand("Which target? " + scope.line("remove NAME [--yes]"));
    TargetView target = targets.get(name);
    Optional<ConfigurationFile> secrets = targets.ownSecrets(name);
    String also = secrets.map(file -> " and the secrets in " + file).orElse("");
    String use = target.inUse().isEmpty() ? "" : ", which sessions use for " + target.inUse();
    call.confirm("Remove the target " + name + use + also + "?");
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

  private List<String> names() {
    return targets.views().stream().map(TargetView::name).toList();
  }
}
