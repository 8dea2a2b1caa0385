package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import io.sluice.iscsi.internal.TargetView;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on who may log in to an iSCSI target. No argument of one is a secret. */
@Component(
    service = AclCommands.class,
    property = {
      "osgi.command.scope=acl",
      "osgi.command.function=list",
      "osgi.command.function=add",
      "osgi.command.function=remove"
    })
public final class AclCommands implements Documented {
  private static final Map<String, String> KEYS =
      Map.of("--initiator", "initiators", "--address", "addresses");

  private static final List<Option> WHO =
      List.of(
          Option.of("--initiator", "IQN", "an initiator's name"),
          Option.of("--address", "ADDRESS[/BITS]", "an initiator's address, or a network"),
          Option.of("--chap", "NAME", "the name of a CHAP secret"));

  private static final Manual LIST =
      Manual.of("List who may log in to an iSCSI target", "acl:list disks")
          .operands("TARGET")
          .completedBy("target:names");
  private static final Manual ADD =
      Manual.of(
              "Let an initiator log in to an iSCSI target",
              "acl:add disks --initiator iqn.1993-08.org.debian:01:farm1",
              "acl:add disks --address 192.0.2.0/24",
              "acl:add disks --chap farm1 --secret-file /root/farm1.secret")
          .operands("TARGET")
          .completedBy("target:names")
          .details(
              "The first initiator or address that is added keeps all others out. A secret is"
                  + " asked for and not shown, or read from a file; it is kept in the target's"
                  + " chapFile, which only its owner may read.")
          .options(WHO)
          .options(
              Option.of("--secret-file", "FILE", "read the secret from the first line of a file"));
  private static final Manual REMOVE =
      Manual.of(
              "Let an initiator log in to an iSCSI target no more",
              "acl:remove disks --address 192.0.2.0/24 --yes")
          .operands("TARGET")
          .completedBy("target:names")
          .details("Sessions that may be no more are dropped, so it asks, or takes --yes.")
          .options(WHO)
          .options(Option.YES);

  private final TargetFiles targets;

  @Activate
  public AclCommands(@Reference TargetFiles targets) {
    this.targets = targets;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", LIST, "add", ADD, "remove", REMOVE);
  }

  public void list(String... words) throws IOException {
    String name = LIST.parse(words).onlyOperand("Of which target? acl:list TARGET");
    TargetView target = targets.get(name);
    System.out.print(TargetText.acl(target));
    if (target.chap()) {
      ConfigurationFile file = targets.secrets(name, targets.read(name));
      System.out.println("  CHAP names  " + String.join(", ", secrets(file).names()));
    }
  }

  public void add(CommandSession session, String... words) throws IOException {
    Arguments arguments = ADD.parse(words);
    String name = target(arguments, "Let whom in? acl:add TARGET --initiator IQN");
    ConfigurationText text = targets.read(name);
    Optional<String> secrets = Optional.empty();
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      arguments.value(key.getKey()).ifPresent(item -> addItem(text, key.getValue(), item));
    }
    if (arguments.value("--chap").isPresent()) {
      String user = arguments.value("--chap").get();
      ConfigurationFile file = targets.secrets(name, text);
      secrets = Optional.of(secrets(file).with(user, secret(session, arguments, user)).text());
      text.set("chapFile", text.value("chapFile").orElse(name + ".secrets"));
    }
    System.out.print(TargetText.acl(targets.write(name, text, secrets)));
  }

  private static void addItem(ConfigurationText text, String key, String item) {
    List<String> items = new ArrayList<>(TargetFiles.items(text, key));
    if (items.contains(item)) {
      throw new Refusal(item + " is among the " + key + " already");
    }
    items.add(item);
    TargetFiles.setItems(text, key, items);
  }

  public void remove(CommandSession session, String... words) throws IOException {
    Arguments arguments = REMOVE.parse(words);
    String name = target(arguments, "Keep whom out? acl:remove TARGET --initiator IQN");
    ConfigurationText text = targets.read(name);
    Optional<String> secrets = Optional.empty();
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      arguments.value(key.getKey()).ifPresent(item -> removeItem(text, key.getValue(), item));
    }
    if (arguments.value("--chap").isPresent()) {
      secrets =
          Optional.of(
              secrets(targets.secrets(name, text)).without(arguments.value("--chap").get()).text());
    }
    Conversation.of(session)
        .confirm(arguments.has("--yes"), "Sessions of theirs with " + name + " end. Go on?");
    System.out.print(TargetText.acl(targets.write(name, text, secrets)));
  }

  private static void removeItem(ConfigurationText text, String key, String item) {
    List<String> items = new ArrayList<>(TargetFiles.items(text, key));
    if (!items.remove(item)) {
      throw new Refusal(item + " is not among the " + key + ": " + items);
    }
    if (items.isEmpty()) {
      throw new Refusal(
          item
              + " is the only one among the "
              + key
              + ", and without any all may log in; if that is meant: target:set NAME "
              + key
              + "=");
    }
    TargetFiles.setItems(text, key, items);
  }

  private String target(Arguments arguments, String question) {
    if (arguments.options().keySet().stream().noneMatch(WHO::contains)) {
      throw new Refusal(question);
    }
    return targets.get(arguments.onlyOperand(question)).name();
  }

  private static SecretLines secrets(ConfigurationFile file) throws IOException {
    return new SecretLines(file.content().orElse(""));
  }

  private static String secret(CommandSession session, Arguments arguments, String user)
      throws IOException {
    Optional<String> file = arguments.value("--secret-file");
    if (file.isPresent()) {
      return Files.readString(session.currentDir().resolve(file.get()))
          .lines()
          .findFirst()
          .orElse("")
          .strip();
    }
    return Conversation.of(session)
        .ask("Secret of " + user + " (12 bytes at least): ", false)
        .map(String::strip)
        .orElseThrow(
            () ->
                new Refusal(
                    "Nobody is here to type the secret: add --secret-file FILE. Nothing was"
                        + " done."));
  }
}
