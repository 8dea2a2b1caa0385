package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.internal.deploy.BundleDeployer;
import io.sluice.gateway.internal.deploy.BundleSource;
import io.sluice.gateway.internal.deploy.BundleView;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on the backends that are dropped into the folder. */
@Component(
    service = BundleCommands.class,
    property = {
      "osgi.command.scope=bundle",
      "osgi.command.function=deploy",
      "osgi.command.function=status",
      "osgi.command.function=rollback",
      "osgi.command.function=remove",
      "osgi.command.function=names"
    })
public final class BundleCommands implements Documented {
  private static final Manual DEPLOY =
      Manual.of(
              "Put a jar into service, in place of its older version, and into bundles/",
              "bundle:deploy my-backend-1.1.jar",
              "bundle:deploy https://example.org/my-backend-1.1.jar")
          .operands("FILE|URL")
          .completedBy("__files")
          .details(
              "Disks in use go over to the new version, and none of their commands fails. Where the"
                  + " new version does not work, nothing has changed. Over plain http, --sha256 must"
                  + " say what the jar is.")
          .options(
              Option.of("--sha256", "HEX", "what the jar's SHA-256 must be"),
              Option.flag("--allow-downgrade", "also where a higher version runs"));

  private static final Manual STATUS =
      Manual.of(
              "List the jars in bundles/: which runs, which does not, and why",
              "bundle:status",
              "bundle:status com.acme.backend")
          .operands("[NAME...]")
          .completedBy("bundle:names")
          .options(Option.flag("--json", "for programs"));

  private static final Manual ROLLBACK =
      Manual.of(
              "Put the version of a bundle back that was in service before",
              "bundle:rollback com.acme.backend")
          .operands("NAME")
          .completedBy("bundle:names")
          .details("Once more, and the later version is back. NAME is the bundle's or its jar's.");

  private static final Manual REMOVE =
      Manual.of(
              "Take a bundle out of service, and its jar out of bundles/",
              "bundle:remove com.acme.backend --yes",
              "bundle:remove com.acme.backend --force --yes")
          .operands("NAME")
          .completedBy("bundle:names")
          .details(
              "The jar is deleted, so it asks, or takes --yes. Refuses while a LUN uses the bundle.")
          .options(
              Option.flag("--force", "also while LUNs use it; their commands wait for another"),
              Option.YES);

  private static final Manual NAMES =
      Manual.of("The names of all bundles and jars in bundles/, for scripts", "bundle:names");

  private final BundleDeployer deployer;

  @Activate
  public BundleCommands(@Reference BundleDeployer deployer) {
    this.deployer = deployer;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of(
        "deploy", DEPLOY, "status", STATUS, "rollback", ROLLBACK, "remove", REMOVE, "names", NAMES);
  }

  public void deploy(CommandSession session, String... words) {
    Arguments arguments = DEPLOY.parse(words);
    String jar = arguments.onlyOperand("Which jar? bundle:deploy FILE|URL");
    Optional<String> sha256 = arguments.value("--sha256");
    try {
      BundleSource source = BundleSource.of(jar, session.currentDir());
      if (source.isForgeable() && sha256.isEmpty()) {
        throw new Refusal("Over http anybody may change the jar: use https, or add --sha256 HEX");
      }
      System.out.println(deploy(source, sha256, arguments.has("--allow-downgrade")));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private String deploy(BundleSource source, Optional<String> sha256, boolean allowDowngrade)
      throws IOException {
    InputStream content;
    try {
      content = source.open();
    } catch (IOException e) {
      throw new IOException(source.describe(e), e);
    }
    try (content) {
      return deployer.deploy(content, source.name(), sha256, allowDowngrade);
    } catch (IOException e) {
      throw new IOException(source.name() + " is not in service: " + e.getMessage(), e);
    }
  }

  public void status(String... words) {
    Arguments arguments = STATUS.parse(words);
    List<String> wanted = arguments.operands();
    wanted.forEach(this::requireKnown);
    List<BundleView> bundles =
        deployer.views().stream()
            .filter(
                bundle ->
                    wanted.isEmpty()
                        || wanted.contains(bundle.name())
                        || wanted.contains(bundle.file()))
            .toList();
    if (arguments.has("--json")) {
      System.out.print(JsonText.of(BundleList.records(bundles, deployer.folderProblem())));
    } else {
      System.out.print(BundleList.format(bundles, deployer.folderProblem()));
    }
  }

  public void rollback(String... words) {
    String name =
        ROLLBACK.parse(words).onlyOperand("Which bundle? bundle:rollback NAME; see bundle:status");
    try {
      System.out.println(deployer.rollBack(name));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  public void remove(CommandSession session, String... words) throws IOException {
    Arguments arguments = REMOVE.parse(words);
    String name = arguments.onlyOperand("Which bundle? bundle:remove NAME [--force] [--yes]");
    boolean force = arguments.has("--force");
    if (!arguments.has("--yes")) {
      requireKnown(name);
      String waiting = force ? ", and let its LUNs wait?" : "?";
      Conversation.of(session).confirm(false, "Remove " + name + " and its jar" + waiting);
    }
    try {
      System.out.println(deployer.remove(name, force));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private void requireKnown(String name) {
    if (!names().contains(name)) {
      throw new Refusal(
          "There is no bundle '"
              + name
              + "'"
              + NearestName.hint(name, names())
              + " See bundle:status");
    }
  }

  public List<String> names() {
    return deployer.views().stream()
        .flatMap(bundle -> Stream.of(bundle.name(), bundle.file()))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}
