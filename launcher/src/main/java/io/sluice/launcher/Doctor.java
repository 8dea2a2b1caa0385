package io.sluice.launcher;

import io.sluice.tcmu.KernelSupport;
import java.io.PrintStream;
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
