package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.internal.deploy.BundleDeployer;
import io.sluice.gateway.internal.deploy.BundleSource;
import io.sluice.gateway.internal.deploy.BundleView;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on the backends that are dropped into the folder. */
@Component(service = ShellCommands.class)
public final class BundleCommands implements ShellCommands {
  private static final Manual DEPLOY =
      Manual.of(
              "Put a jar into service, in place of its older version, and into bundles/",
              "bundle:deploy my-backend-1.1.jar",
              "bundle:deploy https://example.org/my-backend-1.1.jar")
          .operands("FILE|URL")
          .completedBy("__files")
          .details(
              "Disks in use go over to the new version, and none of their commands fails. Where the"
                  + " new version does not work, nothing has changed. Over plain http, --sha256"
                  + " must say what the jar is.")
          .options(
              Option.of("--sha256", "HEX", "what the jar's SHA-256 must be"),
              Option.flag("--allow-downgrade", "also where a higher version runs"));

  private static final Manual STATUS =
      Manual.of(
              "List the jars in bundles/: which runs, which does not, and why",
              "bundle:status",
              "bundle:status com.acme.backend")
          .operands("[NAME...]")
          .completedBy("bundle:names");

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
              "The jar is deleted, so it asks, or takes --yes. Refuses while a LUN uses the"
                  + " bundle.")
          .options(
              Option.flag("--force", "also while LUNs use it; their commands wait for another"),
              Option.YES);

  private final BundleDeployer deployer;

  @Activate
  public BundleCommands(@Reference BundleDeployer deployer) {
    this.deployer = deployer;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("bundle:deploy", DEPLOY, this::deploy),
        ShellCommand.telling("bundle:status", STATUS, this::status),
        ShellCommand.acting("bundle:rollback", ROLLBACK, this::rollback),
        ShellCommand.acting("bundle:remove", REMOVE, this::remove),
        ShellCommand.names(
            "bundle:names", "The names of all bundles and jars in bundles/", this::names));
  }

  private void deploy(Call call) {
    Arguments arguments = call.arguments();
    String jar = arguments.onlyOperand("Which jar? bundle:deploy FILE|URL");
    Optional<String> sha256 = arguments.value("--sha256");
    try {
      BundleSource source = BundleSource.of(jar, call.folder());
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

  private Told status(Call call) {
    Arguments arguments = call.arguments();
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
    return new Told(
        () -> BundleList.records(bundles, deployer.folderProblem()),
        () -> BundleList.format(bundles, deployer.folderProblem()));
  }

  private void rollback(Call call) {
    String name =
        call.arguments().onlyOperand("Which bundle? bundle:rollback NAME; see bundle:status");
    try {
      System.out.println(deployer.rollBack(name));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private void remove(Call call) throws IOException {
    Arguments arguments = call.arguments();
    String name = arguments.onlyOperand("Which bundle? bundle:remove NAME [--force] [--yes]");
    boolean force = arguments.has("--force");
    if (!arguments.has("--yes")) {
      requireKnown(name);
      String waiting = force ? ", and let its LUNs wait?" : "?";
      call.confirm("Remove " + name + " and its jar" + waiting);
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

  private List<String> names() {
    return deployer.views().stream()
        .flatMap(bundle -> Stream.of(bundle.name(), bundle.file()))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}
