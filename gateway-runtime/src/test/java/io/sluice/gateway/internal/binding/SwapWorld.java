package io.sluice.gateway.internal.binding;

import io.sluice.backend.TestCmd;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.Choices;
import io.sluice.gateway.internal.Commands;
import io.sluice.gateway.internal.IoThreads;
import io.sluice.gateway.internal.Lun;
import io.sluice.gateway.internal.LunState;
import io.sluice.gateway.internal.WatchedHandler;
import io.sluice.gateway.internal.path.Announcements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The gate, the hold and the path of a logical unit, three handlers of one volume, and two
 * commands, all on one thread. What can happen beside a swap happens between two of its steps, or
 * does not, as the choices tell.
 */
public final class SwapWorld implements Swap.Progress {
  /** Nothing is waited for: it has happened, or it comes too late. */
  private static final SwapBounds NO_TIME = new SwapBounds(Duration.ZERO, Duration.ZERO);

  /** What comes, and what goes wrong, in one run, at the most. */
  record Trouble(int commands, int failures, int hangs, int goings) {}

  private final Choices choices;
  private final List<String> broken = new ArrayList<>();
  private final Candidates candidates = new Candidates();
  private final List<WatchedHandler> handlers = new ArrayList<>();
  private final List<Candidate> services = new ArrayList<>();
  private final List<TestCmd> commands = new ArrayList<>();
  private final List<Runnable> hanging = new ArrayList<>();
  private final LunParts lun;
  private final ItNexus nexus;
  private int comings;
  private int failures;
  private int hangs;
  private int goings;
  private int troubles;
  private boolean threadsAreThere = true;

  SwapWorld(Choices choices, ScheduledExecutorService timer, Trouble trouble)
      throws ConfigException {
    this.choices = choices;
    IoThreads threads = new IoThreads();
    threads.use(this::makeThread);
    Lun unit = new Lun(Commands.config(), candidates, threads, timer, LunState.of("disk", null));
    nexus = Commands.attach(unit, "initiator");
    threadsAreThere = false;
    lun =
        new LunParts(
            "disk",
            unit.path(),
            new Announcements(),
            candidates,
            new HandlerCalls(this::call, () -> {}),
            new VolatileContent("disk", null),
            new ToldSize("disk", null),
            new LastServed("disk", null, source -> false));
    for (int id = 1; id <= 3; id++) {
      services.add(new WatchedHandler(broken, handlers).candidate(id));
      candidates.put(services.get(id - 1));
    }
    run(null, services.get(0));
    comings = trouble.commands();
    failures = trouble.failures();
    hangs = trouble.hangs();
    goings = trouble.goings();
  }

  /** Without another thread, the workers run what they are handed at once, on this one. */
  private Thread makeThread(Runnable task) {
    if (!threadsAreThere) {
      throw new OutOfMemoryError("no thread but the test's");
    }
    return new Thread(task);
  }

  Candidate service(int number) {
    return services.get(number);
  }

  /** Swaps, and waits, as the control does, until nothing is missing. Returns who serves then. */
  Candidate run(Candidate from, Candidate to) {
    int troublesBefore = troubles;
    Swap.Plan plan =
        new Swap.Plan(
            from,
            to,
            () -> to != null && from != null && candidates.has(from),
            "test",
            Swap.Consent.NONE);
    Swap swap = new Swap(lun, plan, NO_TIME, this, true);
    SwapRecord record = swap.run();
    check(record, plan, troubles - troublesBefore, swap.missing());
    happen();
    if (!swap.missing().isBack()) {
      endAll();
    }
    return switch (record.result()) {
      case SWAPPED -> to;
      case REFUSED, ABANDONED, ROLLED_BACK -> from;
      default -> null;
    };
  }

  private void check(SwapRecord record, Swap.Plan plan, int inTrouble, Missing missing) {
    Optional<Candidate> serving =
        switch (record.result()) {
          case SWAPPED -> Optional.of(plan.to());
          case REFUSED, ABANDONED, ROLLED_BACK -> Optional.ofNullable(plan.from());
          default -> Optional.empty();
        };
    require(serving.isPresent() == lun.path().isOpen(), "the gate is not as the result tells");
    for (Candidate each : services) {
      boolean serves = serving.filter(each::isSameService).isPresent();
      require(
          ((WatchedHandler) each.handler()).isOpen() == serves, "who is open is not who serves");
    }
    require(record.isDone() || inTrouble > 0 || !missing.isNothing(), "failed without trouble");
    require(
        record.result() != SwapResult.FAILED || inTrouble > 1 || !candidates.has(plan.from()),
        "one trouble was too much");
  }

  /** A call of a handler: it returns, throws, or hangs. */
  private void call(Runnable call) {
    if (!call.toString().startsWith("probe")) { // what is next is much the same then
      happen();
    }
    int throwing = failures == 0 ? 0 : callsTwo(call) ? 2 : 1;
    int outcome = choices.choose(1 + throwing + (hangs > 0 ? 1 : 0));
    if (outcome > throwing) {
      hangs--;
      troubles++;
      hanging.add(call);
      return;
    }
    if (outcome > 0) {
      failures--;
      troubles++;
      handlers.get(number(call)).failAt(outcome);
    }
    require(hanging.stream().noneMatch(other -> interferes(other, call)), "two calls at once");
    call.run();
  }

  /** To open it again, and to look at it. */
  private static boolean callsTwo(Runnable call) {
    return call.toString().endsWith("again");
  }

  private int number(Runnable call) {
    for (int i = 0; i < services.size(); i++) {
      if (call.toString().contains(services.get(i).label())) {
        return i;
      }
    }
    throw new IllegalStateException("a call of nobody: " + call);
  }

  private boolean interferes(Runnable one, Runnable other) {
    return number(one) == number(other)
        && !one.toString().startsWith("probe")
        && !other.toString().startsWith("probe");
  }

  @Override
  public void at(SwapStep step) {
    if (step == SwapStep.DRAIN) {
      happen();
    }
  }

  /** What must be waited for ends some day. */
  @Override
  public void late(SwapStep step, String reason) {
    endAll();
  }

  /** All that is under way ends. */
  private void endAll() {
    while (!hanging.isEmpty()) {
      endHanging();
    }
    commands.forEach(this::answer);
  }

  private void endHanging() {
    Runnable call = hanging.remove(0);
    handlers.get(number(call)).late();
    call.run();
  }

  /** Everything ends; says what was broken on the way. */
  List<String> end() {
    endAll();
    boolean served = lun.path().isOpen();
    for (TestCmd cmd : commands) {
      require(!served || !cmd.responses().isEmpty(), "lost: " + cmd);
      require(cmd.responses().size() <= 1, "answered twice: " + cmd);
    }
    int unanswered = (int) commands.stream().filter(cmd -> cmd.responses().isEmpty()).count();
    require(lun.path().hold().size() == unanswered, "neither answered nor held");
    require(lun.path().inFlight() == 0, "counted in and not out");
    return broken;
  }

  private void answer(TestCmd cmd) {
    handlers.forEach(handler -> handler.answer(cmd));
  }

  /** Commands come and are answered, a hanging call returns, the first service goes; or nothing. */
  private void happen() {
    boolean goesOn = true;
    while (goesOn) {
      List<Runnable> possible = possible();
      int choice = choices.choose(possible.size() + 1);
      goesOn = choice > 0;
      if (goesOn) {
        possible.get(choice - 1).run();
      }
    }
  }

  private List<Runnable> possible() {
    List<Runnable> possible = new ArrayList<>();
    if (commands.size() < comings) {
      possible.add(this::comes);
    }
    for (TestCmd cmd : commands) {
      if (handlers.stream().anyMatch(handler -> handler.has(cmd))) {
        possible.add(() -> answer(cmd));
      }
    }
    if (!hanging.isEmpty()) {
      possible.add(this::endHanging);
    }
    if (goings > 0) {
      possible.add(this::goes);
    }
    return possible;
  }

  private void comes() {
    TestCmd cmd = Commands.write();
    commands.add(cmd);
    nexus.execute(cmd);
  }

  private void goes() {
    goings--;
    troubles++;
    candidates.remove(services.get(0));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }
}
