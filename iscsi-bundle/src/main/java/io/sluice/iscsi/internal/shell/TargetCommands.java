package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import io.sluice.iscsi.internal.TargetView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on iSCSI targets. */
@Component(
    service = TargetCommands.class,
    property = {
      "osgi.command.scope=target",
      "osgi.command.function=list",
      "osgi.command.function=info",
      "osgi.command.function=create",
      "osgi.command.function=set",
      "osgi.command.function=remove",
      "osgi.command.function=names"
    })
public final class TargetCommands implements Documented {
  private static final Option JSON = Option.flag("--json", "for programs");

  private static final Manual LIST =
      Manual.of("List the iSCSI targets", "target:list").options(JSON);
  private static final Manual INFO =
      Manual.of("Show all about an iSCSI target", "target:info disks")
          .operands("NAME")
          .completedBy("target:names")
          .options(JSON);
  private static final Manual SET =
      Manual.of(
              "Change keys of an iSCSI target's configuration",
              "target:set disks maxSessions=16",
              "target:set disks alias=")
          .operands("NAME KEY=VALUE...")
          .completedBy("target:names")
          .details(
              "KEY= sets a key back to its default. The keys are the options of target:create.");
  private static final Manual REMOVE =
      Manual.of("Remove an iSCSI target; its disks stay", "target:remove disks --yes")
          .operands("NAME")
          .completedBy("target:names")
          .options(Option.YES);
  private static final Manual NAMES =
      Manual.of("The names of all targets, for scripts and completion", "target:names");

  private final TargetFiles targets;

  @Activate
  public TargetCommands(@Reference TargetFiles targets) {
    this.targets = targets;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of(
        "list",
        LIST,
        "info",
        INFO,
        "create",
        createManual(),
        "set",
        SET,
        "remove",
        REMOVE,
        "names",
        NAMES);
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
    return Manual.of("Make an iSCSI target", "target:create disks --portals 127.0.0.1:3261")
        .operands("NAME")
        .details(
            "Writes etc/"
                + TargetFiles.PID
                + "-NAME.cfg. The target that is there without a configuration goes when the first"
                + " one is made: if it is in use, this asks, or takes --yes.")
        .options(options)
        .options(Option.YES);
  }

  private static String capitals(ConfigurationKey key) {
    return key.name().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT);
  }

  public void list(String... words) {
    List<TargetView> views = targets.views();
    System.out.print(
        LIST.parse(words).has("--json")
            ? JsonText.of(views.stream().map(TargetText::fields).toList())
            : TargetText.list(views));
  }

  public void info(String... words) {
    Arguments arguments = INFO.parse(words);
    TargetView target = targets.get(arguments.onlyOperand("Which target? target:info NAME"));
    System.out.print(
        arguments.has("--json")
            ? JsonText.of(TargetText.fields(target))
            : TargetText.details(target));
  }

  public void create(CommandSession session, String... words) throws IOException {
    Arguments arguments = createManual().parse(words);
    String name = arguments.onlyOperand("Make which target? target:create NAME");
    if (targets.find(name).isPresent() || targets.file(name).exists()) {
      throw new Refusal("There is a target '" + name + "' already; see target:info " + name);
    }
    ConfigurationText text = ConfigurationText.empty();
    text.comment("The iSCSI target \"" + name + "\".");
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
    List<String> operands = SET.parse(words).operands();
    if (operands.size() < 2) {
      throw new Refusal("Set what? target:set NAME KEY=VALUE...");
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
    Arguments arguments = REMOVE.parse(words);
    String name = arguments.onlyOperand("Which target? target:remove NAME [--yes]");
    TargetView target = targets.get(name);
    targets.read(name);
    String use = target.inUse().isEmpty() ? "" : ", which sessions use for " + target.inUse();
    Conversation.of(session)
        .confirm(arguments.has("--yes"), "Remove the target " + name + use + "?");
    targets.remove(name);
    boolean lingers = targets.find(name).isPresent();
    System.out.println(name + (lingers ? " goes with the last of its sessions" : " is removed"));
  }

  public List<String> names() {
    return targets.views().stream().map(TargetView::name).toList();
  }
}
