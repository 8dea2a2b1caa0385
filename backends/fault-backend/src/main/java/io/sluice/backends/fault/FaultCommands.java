package io.sluice.backends.fault;

import io.sluice.backend.shell.CommandProperties;
import io.sluice.backend.shell.Example;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The shell's commands on volumes of this backend. */
@Component(
    service = FaultCommands.class,
    property = {
      "osgi.command.scope=fault",
      "osgi.command.function=add",
      "osgi.command.function=list",
      "osgi.command.function=clear",
      "osgi.command.function=powercut",
      "osgi.command.function=poweron",
      "osgi.command.function=names",
      CommandProperties.DANGEROUS + "=powercut: what was written and not flushed is lost"
    })
public final class FaultCommands {
  private final List<FaultBackend> backends = new CopyOnWriteArrayList<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addBackend(FaultBackend backend) {
    backends.add(backend);
  }

  void removeBackend(FaultBackend backend) {
    backends.remove(backend);
  }

  @Example(
      value = {"fault:add bad error read lba=0-99 count=3", "fault:add bad delay write for=200ms"},
      words = "fault:names")
  @Descriptor("Let something go wrong from now on")
  public void add(@Descriptor("NAME " + FaultRuleParser.USAGE) String... nameAndRule) {
    if (nameAndRule.length < 3) {
      throw new FaultRefusal("fault:add NAME " + FaultRuleParser.USAGE);
    }
    FaultVolume volume = backend(nameAndRule[0]).volume();
    List<String> words = List.of(nameAndRule).subList(1, nameAndRule.length);
    try {
      System.out.println("rule " + volume.rules().add(String.join(" ", words)));
    } catch (IllegalArgumentException e) {
      throw new FaultRefusal(e.getMessage());
    }
  }

  @Example(value = "fault:list bad", words = "fault:names")
  @Descriptor("List the rules in force, with how often each has struck")
  public void list(@Descriptor("[NAME...]") String... names) {
    List<FaultBackend> wanted =
        names.length == 0
            ? backends.stream().filter(backend -> backend.volume() != null).toList()
            : List.of(names).stream().map(this::backend).toList();
    for (FaultBackend backend : wanted) {
      FaultVolume volume = backend.volume();
      boolean dark = volume.store().map(store -> !store.hasPower()).orElse(false);
      System.out.println(backend.name() + (dark ? ": the power is cut" : ":"));
      for (ActiveRule rule : volume.rules().all()) {
        System.out.printf("  %d  %s  (struck %d times)%n", rule.id(), rule.text(), rule.struck());
      }
    }
  }

  @Example(
      value = {"fault:clear bad 1", "fault:clear bad"},
      words = "fault:names")
  @Descriptor("End rules by their numbers, or all, and what hangs by them")
  public void clear(@Descriptor("NAME [RULE...]") String... nameAndRules) {
    if (nameAndRules.length == 0) {
      throw new FaultRefusal("fault:clear NAME [RULE...]");
    }
    FaultRules rules = backend(nameAndRules[0]).volume().rules();
    if (nameAndRules.length == 1) {
      rules.clear();
    }
    for (String rule : List.of(nameAndRules).subList(1, nameAndRules.length)) {
      if (!rule.matches("[0-9]{1,9}") || !rules.clear(Integer.parseInt(rule))) {
        throw new FaultRefusal("There is no rule " + rule + "; see fault:list");
      }
    }
  }

  @Example(value = "fault:powercut bad", words = "fault:names")
  @Descriptor("Cut the power: what was written and not flushed is lost in part, nothing works")
  public void powercut(@Descriptor("NAME") String name) throws IOException {
    FaultBackend backend = backend(name);
    int lost = store(backend).cutPower(backend.chance());
    System.out.println(name + ": the power is cut; " + lost + " blocks are lost");
  }

  @Example(value = "fault:poweron bad", words = "fault:names")
  @Descriptor("Give the power back")
  public void poweron(@Descriptor("NAME") String name) {
    store(backend(name)).givePower();
  }

  @Example("fault:names")
  @Descriptor("The names of all volumes that can fail, for scripts and completion")
  public List<String> names() {
    return backends.stream().map(FaultBackend::name).sorted().toList();
  }

  private FaultBackend backend(String name) {
    return backends.stream()
        .filter(backend -> backend.name().equals(name) && backend.volume() != null)
        .findFirst()
        .orElseThrow(
            () ->
                new FaultRefusal(
                    "There is no volume '"
                        + name
                        + "' of the fault backend; a file etc/io.sluice.backend.fault-NAME.cfg"
                        + " makes one"));
  }

  private static FaultStore store(FaultBackend backend) {
    return backend
        .volume()
        .store()
        .orElseThrow(() -> new FaultRefusal(backend.name() + " serves no LUN now"));
  }
}
