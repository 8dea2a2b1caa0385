package io.sluice.gateway.targets;

import io.sluice.backend.osgi.Encoding;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;

/**
 * Commands that control who may log in to a target: {@code list}, {@code add}, {@code remove}. None
 * of their arguments is a secret.
 */
public class AclCommands implements Documented {
  /** Options that add to lists, with the lists' configuration keys. */
  private static final Map<String, String> KEYS =
      Map.of("--initiator", "initiators", "--address", "addresses");

  private static final Option INITIATOR = Option.of("--initiator", "IQN", "an initiator's name");
  private static final Option ADDRESS =
      Option.of("--address", "ADDRESS[/BITS]", "an initiator's address, or a network");
  private static final Option CHAP = Option.of("--chap", "NAME", "the name of a CHAP secret");
  private static final Option MUTUAL =
      Option.of(
          "--mutual", "NAME", "the target's own CHAP name, for initiators that ask who it is");
  private static final String ANY = "any";

  private static final Option BOUND_TO =
      Option.of(
          "--bound-to",
          "IQN[,IQN...]",
          "with --chap: the only initiators that may use it, which then log in by it alone; a name"
              + " that is there keeps its secret; any: bound no more");

  /** A key of some targets that lets everybody in; removed when somebody is named. */
  private static final String EVERYBODY = "demoMode";

  private final TargetFiles targets;
  private final TargetScope scope;

  protected AclCommands(TargetFiles targets) {
    this.targets = targets;
    scope = targets.scope();
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", listManual(), "add", addManual(), "remove", removeManual());
  }

  private List<Option> who() {
    return targets.schema().key(KEYS.get(ADDRESS.name())).isPresent()
        ? List.of(INITIATOR, ADDRESS, CHAP, MUTUAL)
        : List.of(INITIATOR, CHAP, MUTUAL);
  }

  private Manual listManual() {
    return Manual.of("List who may log in to " + scope.one(), scope.accessLine("list disks"))
        .operands("TARGET")
        .completedBy(scope.names());
  }

  private Manual addManual() {
    String chap = "--chap farm1 --secret-file /root/farm1.secret";
    return Manual.of(
            "Let an initiator log in to " + scope.one(),
            scope.accessLine("add disks --initiator iqn.1993-08.org.debian:01:farm1"),
            scope.accessLine("add disks " + chap),
            scope.accessLine("add disks " + chap + " --bound-to iqn.1993-08.org.debian:01:farm1"),
            scope.accessLine("add disks --mutual disks --secret-file /root/disks.secret"))
        .operands("TARGET")
        .completedBy(scope.names())
        .details(
            "The first one that is added keeps all others out. A secret is asked for and not"
                + " shown, or read from a file; it is kept in the target's chapFile, which only its"
                + " owner may read. A name that is there gets the new secret, and stays bound to its"
                + " initiators unless --bound-to tells others.")
        .options(who())
        .options(
            BOUND_TO,
            Option.of("--secret-file", "FILE", "read the secret from the first line of a file"));
  }

  private Manual removeManual() {
    return Manual.of(
            "Let an initiator log in to " + scope.one() + " no more",
            scope.accessLine("remove disks --initiator iqn.1993-08.org.debian:01:farm1 --yes"))
        .operands("TARGET")
        .completedBy(scope.names())
        .details("Sessions that may be no more are dropped, so it asks, or takes --yes.")
        .options(who())
        .options(Option.YES);
  }

  public void list(String... words) throws IOException {
    String name =
        listManual()
            .parse(words)
            .onlyOperand("Of which target? " + scope.accessLine("list TARGET"));
    TargetView target = targets.get(name);
    System.out.print(TargetText.acl(target));
    if (target.chap()) {
      ConfigurationFile file = targets.secrets(name, targets.read(name));
      System.out.println(
          "  CHAP names  " + PrintableText.of(String.join(", ", secrets(file).described())));
    }
  }

  public void add(CommandSession session, String... words) throws IOException {
    Arguments arguments = addManual().parse(words);
    String name =
        target(arguments, "Let whom in? " + scope.accessLine("add TARGET --initiator IQN"));
    ConfigurationText text = targets.read(name);
    Optional<String> secrets = Optional.empty();
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      arguments.value(key.getKey()).ifPresent(item -> addItem(text, key.getValue(), item));
    }
    if (arguments.value("--chap").isPresent() || arguments.value("--mutual").isPresent()) {
      secrets = Optional.of(withSecret(session, arguments, targets.secrets(name, text)).text());
      text.set(TargetFiles.CHAP_FILE, text.value(TargetFiles.CHAP_FILE).orElse(name + ".secrets"));
    } else if (arguments.value("--bound-to").isPresent()) {
      throw new Refusal("--bound-to goes with --chap NAME. Nothing was done.");
    }
    System.out.print(TargetText.acl(targets.write(name, text, secrets)));
  }

  private static SecretLines withSecret(
      CommandSession session, Arguments arguments, ConfigurationFile file) throws IOException {
    Optional<String> user = arguments.value("--chap");
    Optional<String> own = arguments.value("--mutual");
    if (user.isPresent() && own.isPresent()) {
      throw new Refusal(
          "--chap and --mutual have a secret each: give one after the other. Nothing was done.");
    }
    SecretLines lines = secrets(file);
    if (own.isPresent()) {
      if (lines.names().isEmpty()) {
        throw new Refusal(
            "Nobody has a CHAP secret here, and who need not prove who he is does not ask who we"
                + " are: add --chap NAME first. Nothing was done.");
      }
      return lines.withOwn(own.get(), secret(session, arguments, own.get()));
    }
    String name = user.get();
    List<String> only = boundTo(arguments).orElse(lines.boundOf(name));
    boolean rebound = boundTo(arguments).isPresent() && arguments.value("--secret-file").isEmpty();
    return rebound && lines.has(name)
        ? lines.bound(name, only)
        : lines.with(name, secret(session, arguments, name), only);
  }

  /** Empty if not given; an empty list means any initiator. */
  private static Optional<List<String>> boundTo(Arguments arguments) {
    return arguments
        .value("--bound-to")
        .map(names -> names.equals(ANY) ? "" : names)
        .map(
            names ->
                Arrays.stream(names.split(",", -1))
                    .map(String::strip)
                    .filter(initiator -> !initiator.isEmpty())
                    .toList());
  }

  private void addItem(ConfigurationText text, String key, String item) {
    if (targets.schema().key(EVERYBODY).isPresent()) {
      text.remove(EVERYBODY);
    }
    List<String> items = new ArrayList<>(TargetFiles.items(text, key));
    if (items.contains(item)) {
      throw new Refusal(item + " is among the " + key + " already");
    }
    items.add(item);
    TargetFiles.setItems(text, key, items);
  }

  public void remove(CommandSession session, String... words) throws IOException {
    Arguments arguments = removeManual().parse(words);
    String name =
        target(arguments, "Keep whom out? " + scope.accessLine("remove TARGET --initiator IQN"));
    ConfigurationText text = targets.read(name);
    Optional<String> secrets = Optional.empty();
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      arguments.value(key.getKey()).ifPresent(item -> removeItem(text, key.getValue(), item));
    }
    if (arguments.value("--chap").isPresent() || arguments.value("--mutual").isPresent()) {
      SecretLines lines = secrets(targets.secrets(name, text));
      String askNobody = scope.line("set " + name + " " + TargetFiles.CHAP_FILE + "=");
      if (arguments.value("--mutual").isPresent()) {
        lines = lines.withoutOwn(arguments.value("--mutual").get());
      }
      if (arguments.value("--chap").isPresent()) {
        lines = lines.without(arguments.value("--chap").get(), askNobody);
      }
      secrets = Optional.of(lines.text());
    }
    Conversation.of(session)
        .confirm(arguments.has("--yes"), "Sessions of theirs with " + name + " end. Go on?");
    System.out.print(TargetText.acl(targets.write(name, text, secrets)));
  }

  private void removeItem(ConfigurationText text, String key, String item) {
    List<String> items = new ArrayList<>(TargetFiles.items(text, key));
    if (!items.remove(item)) {
      throw new Refusal(item + " is not among the " + key + ": " + items);
    }
    if (items.isEmpty()) {
      throw new Refusal(
          item
              + " is the only one among the "
              + key
              + ", and without any all may log in; if that is meant: "
              + scope.line("set NAME " + key + "="));
    }
    TargetFiles.setItems(text, key, items);
  }

  private String target(Arguments arguments, String question) {
    if (arguments.options().keySet().stream().noneMatch(who()::contains)) {
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
      return Encoding.readText(session.currentDir().resolve(file.get()))
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
