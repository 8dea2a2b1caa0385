package io.sluice.launcher;

import io.sluice.backend.osgi.AcceptedFolder;
import io.sluice.tcmu.library.KernelSupport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sluice doctor}: what this machine can and can't do, and what to do about it. */
final class Doctor {
  private final Places places;
  private final Machine machine;
  private final PrintStream out;

  Doctor(Places places, Machine machine, PrintStream out) {
    this.places = places;
    this.machine = machine;
    this.out = out;
  }

  /** Looks at everything, and gives 0 where the gateway can run, though perhaps without TCMU. */
  int examine() {
    List<Finding> gateway = new GatewayCheckup(places, machine).examine();
    List<Finding> kernel = new ArrayList<>();
    kernel.addAll(new KernelCheckup(machine, KernelSupport.check()).examine());
    kernel.addAll(LeftDisksCheckup.of(places).examine());
    print("The gateway", gateway);
    List<Finding> configuration = configuration(places.etc());
    print("Its configuration (" + places.etc() + ")", configuration);
    List<Finding> running = new RunningCheckup(places).examine(configuration);
    if (!running.isEmpty()) {
      print("What the gateway that runs here tells", running);
    }
    print("Disks of this machine's kernel (TCMU)", kernel);
    if (places.isOfACheckout()) {
      print("Tests of a checkout (./sluice test)", new TestToolsCheckup(machine).examine());
    }

    boolean runs = gateway.stream().noneMatch(Finding::isNo);
    boolean tcmu = kernel.stream().noneMatch(Finding::isNo);
    out.println();
    out.println(verdict(runs, tcmu));
    return runs ? 0 : Failure.FAILED;
  }

  /**
   * Looks at a folder of configurations only, and gives 0 where this version would take all of its
   * files.
   */
  int examine(Path etc) throws Failure {
    if (!Files.isDirectory(etc)) {
      throw new Failure(
          Failure.FAILED,
          etc
              + (Files.exists(etc) ? " is no folder" : " does not exist")
              + "; a folder of configurations is wanted: "
              + Main.COMMAND
              + " doctor --etc FOLDER");
    }
    List<Finding> findings = new ArrayList<>();
    int refused = 0;
    ConfigurationCheckup checkup = checkup(etc);
    for (ConfigurationCheckup.Judged judged : judge(etc, checkup)) {
      refused += judged.isRefused() ? 1 : 0;
      findings.add(finding(judged));
    }
    int files = findings.size();
    checkup.remarks().forEach(remark -> findings.add(remark));
    print("Configuration in " + etc, findings);
    out.println();
    out.println(
        refused == 0
            ? "This version takes all of it."
            : "This version refuses "
                + refused
                + " of "
                + files
                + " files. What they made when they were last accepted serves on where that is"
                + " known; mend them before an upgrade.");
    return refused == 0 ? 0 : Failure.FAILED;
  }

  private ConfigurationCheckup checkup(Path etc) throws Failure {
    try {
      return new ConfigurationCheckup(etc, DescribedBundles.in(places.system(), places.bundles()));
    } catch (IOException e) {
      throw new Failure(
          Failure.FAILED, places.bundles() + " can't be looked through: " + e.getMessage(), e);
    }
  }

  private static List<ConfigurationCheckup.Judged> judge(Path etc, ConfigurationCheckup checkup)
      throws Failure {
    try {
      return checkup.examine();
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, etc + " can't be looked through: " + e.getMessage(), e);
    }
  }

  private static Finding finding(ConfigurationCheckup.Judged judged) {
    if (judged.isRefused()) {
      return Finding.no(judged.problem(), "Mend it: until then nothing new is made of it");
    }
    return judged.unjudged().isEmpty()
        ? Finding.ok(judged.file())
        : Finding.warn(judged.file() + ": " + judged.unjudged(), judged.remedy());
  }

  /** What is refused, and what serves in its place. */
  private List<Finding> configuration(Path etc) {
    if (!Files.isDirectory(etc)) {
      return List.of(Finding.ok("none yet"));
    }
    try {
      ConfigurationCheckup checkup = checkup(etc);
      List<ConfigurationCheckup.Judged> all = judge(etc, checkup);
      List<Finding> findings = new ArrayList<>();
      all.stream()
          .filter(ConfigurationCheckup.Judged::isRefused)
          .forEach(judged -> findings.add(Finding.warn(judged.problem(), inPlaceOf(judged))));
      all.stream()
          .filter(ConfigurationCheckup.Judged::isOfNoTransport)
          .forEach(judged -> findings.add(finding(judged)));
      if (findings.isEmpty()) {
        findings.add(Finding.ok("each of " + all.size() + " files can be taken"));
      }
      findings.addAll(checkup.remarks());
      return findings;
    } catch (Failure e) {
      return List.of(Finding.warn(e.getMessage(), "Let it be read by " + machine.user()));
    }
  }

  private String inPlaceOf(ConfigurationCheckup.Judged judged) {
    boolean kept = AcceptedFolder.in(places.var()).read(judged.pid()).isPresent();
    return kept
        ? "Mend it: what it made when it was last accepted serves until then"
        : "Mend it: nothing is made of it";
  }

  private static String verdict(boolean runs, boolean tcmu) {
    if (!runs) {
      return "The gateway can't run here.";
    }
    return tcmu
        ? "The gateway can run here, and its LUNs become disks of this kernel."
        : "The gateway can run here, but its LUNs don't become disks of this kernel.";
  }

  private void print(String title, List<Finding> findings) {
    out.println(title);
    findings.forEach(out::println);
  }
}
