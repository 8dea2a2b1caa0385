package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.deploy.BundleDeployer;
import io.sluice.gateway.internal.deploy.BundleView;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.targets.ConfiguredTargets;
import io.sluice.gateway.targets.TargetView;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The shell's command that gathers what the lists tell of what is wrong, each of its own. What two
 * files want of each other, or a component that hangs, is seen by a gateway that runs only.
 */
@Component(
    service = ProblemCommands.class,
    property = {"osgi.command.scope=gateway", "osgi.command.function=problems"})
public final class ProblemCommands implements Documented {
  private static final Manual PROBLEMS =
      Manual.of(
              "List what is refused, or serves otherwise than it should, and why",
              "gateway:problems",
              "gateway:problems --json")
          .details(
              "Of files in etc/, handlers, LUNs, targets and jars in bundles/, a line each; nothing"
                  + " where all is well. sluice doctor tells the same of a gateway that runs.")
          .options(Option.flag("--json", "for programs"));

  private final LogicalUnits logicalUnits;
  private final BundleDeployer deployer;
  private final List<ConfiguredTargets> targets;

  @Activate
  public ProblemCommands(
      @Reference LogicalUnits logicalUnits,
      @Reference BundleDeployer deployer,
      @Reference(
              cardinality = ReferenceCardinality.MULTIPLE,
              policyOption = ReferencePolicyOption.GREEDY)
          List<ConfiguredTargets> targets) {
    this.logicalUnits = logicalUnits;
    this.deployer = deployer;
    this.targets = targets;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("problems", PROBLEMS);
  }

  public void problems(String... words) {
    Arguments arguments = PROBLEMS.parse(words);
    List<String> problems =
        Stream.of(logicalUnits.directory().problems().stream(), ofTargets(), ofBundles())
            .flatMap(text -> text)
            .map(PrintableText::ofMessage)
            .distinct()
            .toList();
    if (arguments.has("--json")) {
      System.out.println(JsonText.of(problems));
    } else {
      problems.forEach(System.out::println);
    }
  }

  private Stream<String> ofTargets() {
    return targets.stream()
        .flatMap(each -> each.targets().stream())
        .map(TargetView::problem)
        .filter(text -> !text.isEmpty());
  }

  private Stream<String> ofBundles() {
    return deployer.views().stream()
        .filter(view -> !view.note().isEmpty() && view.state() != BundleView.State.SUPERSEDED)
        .map(view -> "bundles/" + view.file() + ": " + view.note());
  }
}
