package io.sluice.backends.fault;

import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The shell's commands on volumes of this backend. */
@Component(service = ShellCommands.class)
public final class FaultCommands implements ShellCommands {
  private static final String NAMES = "fault:names";
  private static final Manual ADD =
      Manual.of(
              "Let something go wrong from now on",
              "fault:add bad error read lba=0-99 count=3",
              "fault:add bad delay write for=200ms")
          .operands("NAME KIND OPERATION[,...] [CONDITION...]")
          .completedBy(NAMES, "fault:kinds", "fault:operations", Manual.NEW)
          .details("A rule is " + FaultRuleParser.USAGE + ".");

  private static final Manual LIST =
      Manual.of("List the rules in force, with how often each has struck", "fault:list bad")
          .operands("[NAME...]")
          .completedBy(NAMES);

  private static final Manual CLEAR =
      Manual.of(
              "End rules by their numbers, or all, and what hangs by them",
              "fault:clear bad 1",
              "fault:clear bad")
          .operands("NAME [RULE...]")
          .completedBy(NAMES, "fault:rules");

  private static final Manual POWERCUT =
      Manual.of(
              "Cut the power: what was written and not flushed is lost in part, nothing works",
              "fault:powercut bad --yes")
          .operands("NAME")
          .completedBy(NAMES);

  private static final Manual POWERON =
      Manual.of("Give the power back", "fault:poweron bad").operands("NAME").completedBy(NAMES);

  private final List<FaultBackend> backends = new CopyOnWriteArrayList<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addBackend(FaultBackend backend) {
    backends.add(backend);
  }

  void removeBackend(FaultBackend backend) {
    backends.remove(backend);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("fault:add", ADD, this::add),
        ShellCommand.telling("fault:list", LIST, this::list),
        ShellCommand.acting("fault:clear", CLEAR, this::clear),
        ShellCommand.acting("fault:powercut", POWERCUT, this::powercut)
            .losing("what was written and not flushed is lost"),
        ShellCommand.acting("fault:poweron", POWERON, this::poweron),
        ShellCommand.names(NAMES, "The names of all volumes that can fail", this::names),
        ShellCommand.names(
            "fault:kinds", "What can go wrong with a volume", FaultRuleParser::kindWords),
        ShellCommand.names(
            "fault:operations",
            "What can go wrong of a volume's operations",
            FaultRuleParser::operationWords),
        ShellCommand.names("fault:rules", "The numbers of all rules in force", this::rules));
  }

  private void add(Call call) {
    List<String> words = call.arguments().operands();
    if (words.size() < 3) {
      throw new Refusal("fault:add NAME " + FaultRuleParser.USAGE);
    }
    FaultVolume volume = backend(words.get(0)).volume();
    try {
      String rule = String.join(" ", words.subList(1, words.size()));
      System.out.println("rule " + volume.rules().add(rule));
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private Told list(Call call) {
    List<String> names = call.arguments().operands();
    List<FaultBackend> wanted =
        names.isEmpty() ? inUse() : names.stream().map(this::backend).toList();
    return new Told(
        () -> wanted.stream().map(FaultCommands::fields).toList(),
        () -> wanted.stream().map(FaultCommands::text).collect(Collectors.joining()));
  }

  private List<FaultBackend> inUse() {
    return backends.stream().filter(backend -> backend.volume() != null).toList();
  }

  private static String text(FaultBackend backend) {
    StringBuilder text = new StringBuilder(backend.name());
    text.append(isDark(backend) ? ": the power is cut\n" : ":\n");
    for (ActiveRule rule : backend.volume().rules().all()) {
      text.append("  %d  %s  (struck %d times)%n".formatted(rule.id(), rule.text(), rule.struck()));
    }
    return text.toString();
  }

  private static Map<String, Object> fields(FaultBackend backend) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", backend.name());
    fields.put("power", !isDark(backend));
    fields.put(
        "rules", backend.volume().rules().all().stream().map(FaultCommands::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(ActiveRule rule) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", rule.id());
    fields.put("rule", rule.text());
    fields.put("struck", rule.struck());
    return fields;
  }

  private static boolean isDark(FaultBackend backend) {
    return backend.volume().store().map(store -> !store.hasPower()).orElse(false);
  }

  private void clear(Call call) {
    List<String> words = call.arguments().operands();
    if (words.isEmpty()) {
      throw new Refusal("fault:clear NAME [RULE...]");
    }
    FaultRules rules = backend(words.get(0)).volume().rules();
    if (words.size() == 1) {
      rules.clear();
    }
    for (String rule : words.subList(1, words.size())) {
      if (!rule.matches("[0-9]{1,9}") || !rules.clear(Integer.parseInt(rule))) {
        throw new Refusal("There is no rule " + rule + "; see fault:list");
      }
    }
  }

  private void powercut(Call call) throws IOException {
    String name = call.arguments().onlyOperand("Of which volume? fault:powercut NAME");
    FaultBackend backend = backend(name);
    int lost = store(backend).cutPower(backend.chance());
    System.out.println(name + ": the power is cut; " + lost + " blocks are lost");
  }

  private void poweron(Call call) {
    store(backend(call.arguments().onlyOperand("Of which volume? fault:poweron NAME"))).givePower();
  }

  private List<String> names() {
    return backends.stream().map(FaultBackend::name).sorted().toList();
  }

  private List<String> rules() {
    return inUse().stream()
        .flatMap(backend -> backend.volume().rules().all().stream())
        .map(rule -> Integer.toString(rule.id()))
        .distinct()
        .toList();
  }

  private FaultBackend backend(String name) {
    return backends.stream()
        .filter(backend -> backend.name().equals(name) && backend.volume() != null)
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no volume '"
                        + name
                        + "' of the fault backend; a file etc/io.sluice.backend.fault-NAME.cfg"
                        + " makes one"));
  }

  private static FaultStore store(FaultBackend backend) {
    return backend
        .volume()
        .store()
        .orElseThrow(() -> new Refusal(backend.name() + " serves no LUN now"));
  }
}
