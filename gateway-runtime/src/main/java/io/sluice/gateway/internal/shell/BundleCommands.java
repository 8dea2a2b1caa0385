package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.deploy.BundleDeployer;
import io.sluice.gateway.internal.deploy.BundleSource;
import io.sluice.gateway.internal.deploy.BundleView;
import io.sluice.gateway.shell.Example;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
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
public final class BundleCommands {
  private final BundleDeployer deployer;

  @Activate
  public BundleCommands(@Reference BundleDeployer deployer) {
    this.deployer = deployer;
  }

  @Example(value = "bundle:deploy /tmp/file-backend-0.2.0.jar", words = "__files")
  @Descriptor("Put a jar into service under I/O, in place of its older version, and into bundles/")
  public void deploy(
      @Descriptor("also where a higher version runs")
          @Parameter(
              names = {"--allow-downgrade"},
              presentValue = "true",
              absentValue = "false")
          boolean allowDowngrade,
      @Descriptor("what the jar's SHA-256 must be, in hexadecimal")
          @Parameter(
              names = {"--sha256"},
              absentValue = "")
          String sha256,
      @Descriptor("the jar: a file, or a URL") String... sources) {
    if (sources.length != 1) {
      throw new Refusal("Which jar? bundle:deploy FILE|URL [--sha256 HEX] [--allow-downgrade]");
    }
    try {
      BundleSource source = BundleSource.of(sources[0]);
      if (source.isForgeable() && sha256.isEmpty()) {
        throw new Refusal("Over http anybody may change the jar: use https, or add --sha256 HEX");
      }
      System.out.println(deploy(source, sha256, allowDowngrade));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private String deploy(BundleSource source, String sha256, boolean allowDowngrade)
      throws IOException {
    InputStream content;
    try {
      content = source.open();
    } catch (IOException e) {
      throw new IOException(source.describe(e), e);
    }
    try (content) {
      Optional<String> wanted = sha256.isEmpty() ? Optional.empty() : Optional.of(sha256);
      return deployer.deploy(content, source.name(), wanted, allowDowngrade);
    } catch (IOException e) {
      throw new IOException(source.name() + " is not in service: " + e.getMessage(), e);
    }
  }

  @Example(value = "bundle:status", words = "bundle:names")
  @Descriptor("List the jars in bundles/: which runs, which does not, and why")
  public void status(
      @Descriptor("names of bundles or jars; all where none is given") String... names) {
    List<String> wanted = List.of(names);
    List<BundleView> bundles =
        deployer.views().stream()
            .filter(
                bundle ->
                    wanted.isEmpty()
                        || wanted.contains(bundle.name())
                        || wanted.contains(bundle.file()))
            .toList();
    if (bundles.isEmpty() && !wanted.isEmpty()) {
      throw new Refusal(
          "There is no bundle '" + String.join("', '", wanted) + "'; see bundle:status");
    }
    if (!deployer.folderProblem().isEmpty()) {
      System.out.println(
          "The folder is not used, and what runs goes on: " + deployer.folderProblem());
    }
    System.out.print(BundleList.format(bundles));
  }

  @Example(value = "bundle:rollback io.sluice.backend.file", words = "bundle:names")
  @Descriptor("Put the version of a bundle back that was in service before")
  public void rollback(@Descriptor("name of the bundle, or of its jar") String... names) {
    if (names.length != 1) {
      throw new Refusal("Which bundle? bundle:rollback NAME; bundle:status tells the names");
    }
    try {
      System.out.println(deployer.rollBack(names[0]));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  @Example(value = "bundle:remove io.sluice.backend.file", words = "bundle:names")
  @Descriptor("Take a bundle out of service, and its jar out of bundles/")
  public void remove(
      @Descriptor("also while LUNs use it, whose commands then wait for another handler")
          @Parameter(
              names = {"-f", "--force"},
              presentValue = "true",
              absentValue = "false")
          boolean force,
      @Descriptor("name of the bundle, or of its jar") String... names) {
    if (names.length != 1) {
      throw new Refusal("Which bundle? bundle:remove NAME [--force]");
    }
    try {
      System.out.println(deployer.remove(names[0], force));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  @Example("bundle:names")
  @Descriptor("The names of all bundles and jars in bundles/, for scripts and completion")
  public List<String> names() {
    return deployer.views().stream()
        .flatMap(bundle -> Stream.of(bundle.name(), bundle.file()))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }
}
