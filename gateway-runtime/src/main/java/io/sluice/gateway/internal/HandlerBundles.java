package io.sluice.gateway.internal;

import io.sluice.backend.PreparingException;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.HandlerCalls;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.path.ErrorMark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The handlers of whole bundles, for who installs and removes these: puts a bundle's handlers aside
 * until they are known to be good, and moves logical units from one bundle's to another's.
 *
 * <p>All methods may be called from any thread but that of Configuration Admin or of a service
 * event, since they may wait for handlers.
 */
@Component(service = HandlerBundles.class)
public final class HandlerBundles {
  private final LogicalUnits logicalUnits;
  private final Candidates candidates;

  @Activate
  public HandlerBundles(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
    candidates = logicalUnits.candidates();
  }

  /**
   * From now on no logical unit chooses a handler of that bundle. To be called before the bundle is
   * started. A logical unit that is bound to one of them looks for another.
   */
  public void stage(long bundleId) {
    candidates.stage(bundleId);
    tellAll();
  }

  /** Handlers of that bundle are like all others; the best of each name is taken at once. */
  public void unstage(long bundleId) {
    candidates.unstage(bundleId);
    tellAll();
  }

  /** The handlers that the bundle has registered, staged or not. */
  public List<HandlerView> handlers(long bundleId) {
    LunViews views = new LunViews(logicalUnits);
    return ofBundle(bundleId).stream().map(views::of).toList();
  }

  private List<Candidate> ofBundle(long bundleId) {
    return candidates.all().stream().filter(candidate -> candidate.bundleId() == bundleId).toList();
  }

  /** The names of the logical units that are served by a handler of that bundle. */
  public Set<String> lunsBoundTo(long bundleId) {
    Set<String> names = new TreeSet<>();
    for (Lun lun : boundTo(bundleId)) {
      names.add(lun.name());
    }
    return names;
  }

  private List<Lun> boundTo(long bundleId) {
    return logicalUnits.luns().stream()
        .filter(lun -> bound(lun).filter(each -> each.bundleId() == bundleId).isPresent())
        .toList();
  }

  private static Optional<Candidate> bound(Lun lun) {
    return lun.control().bound();
  }

  /**
   * Asks each of the bundle's handlers for its volume. Touches nothing.
   *
   * @param within for each
   * @return what is wrong, by the handler's name; empty when all is well
   */
  public Map<String, String> problems(long bundleId, Duration within) {
    Map<String, String> problems = new TreeMap<>();
    try (HandlerCalls calls = new HandlerCalls(HandlerBundles::probeThread)) {
      for (Candidate candidate : ofBundle(bundleId)) {
        problem(candidate, calls, within)
            .ifPresent(problem -> problems.put(candidate.name(), problem));
      }
    }
    return problems;
  }

  private static Thread probeThread(Runnable task) {
    Thread thread = new Thread(task, "sluice-probe");
    thread.setDaemon(true);
    return thread;
  }

  private static Optional<String> problem(
      Candidate candidate, HandlerCalls calls, Duration within) {
    HandlerCalls.Call<?> call =
        calls.begin("probe() of " + candidate.label(), candidate.handler()::probe);
    boolean ended = call.await(within.toNanos());
    if (!ended) { // it may be waiting for what it can tell of at once
      call.interrupt();
      ended = call.await(within.toNanos());
    }
    if (!ended) {
      return Optional.of("probe() has not returned in " + within.toSeconds() + " s");
    }
    try {
      Object unused = call.result();
      return Optional.empty();
    } catch (PreparingException e) { // no failure: it is asked again
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /**
   * Moves every logical unit that is bound to a handler of the old bundle to the handler of the
   * same name of the new one, one after another, each by a swap. When all have moved, the new
   * bundle's handlers are like all others, and the old one's are put aside.
   *
   * @param why for the history of each
   * @throws IOException when one can't move; all that had moved have gone back, the new bundle's
   *     handlers are put aside as they were, and the message tells which and why
   */
  public synchronized void promote(long newBundle, long oldBundle, String why) throws IOException {
    List<Move> moved = new ArrayList<>();
    try {
      for (Lun lun : boundTo(oldBundle)) {
        Candidate from = bound(lun).orElseThrow();
        Candidate to = candidates.inPlaceOf(from, newBundle).orElse(null);
        if (to == null) {
          throw new IOException(lun + ": the new bundle has no handler '" + from.name() + "'");
        }
        move(lun, to, why);
        moved.add(new Move(lun, from));
      }
    } catch (IOException e) {
      goBack(moved, e);
      throw e;
    }
    candidates.stage(oldBundle);
    candidates.unstage(newBundle);
    moved.forEach(move -> move.lun().control().unpin());
    tellAll();
  }

  /** The errors that a logical unit's handlers have answered with until now. */
  public ErrorMark errors(String lun) {
    return find(lun).map(HandlerBundles::errors).orElse(ErrorMark.NONE);
  }

  private static ErrorMark errors(Lun lun) {
    return lun.path().statistics().errors();
  }

  /**
   * How many errors a logical unit's handlers have answered with since, of each kind beyond as many
   * as in that time before.
   */
  public long newErrors(String lun, ErrorMark since, Duration window) {
    return find(lun).map(each -> each.path().statistics().newErrors(since, window)).orElse(0L);
  }

  /**
   * How many commands of a logical unit have since been without an answer for long, beyond as many
   * as in that time before.
   */
  public long newSlow(String lun, ErrorMark since, Duration window) {
    return find(lun).map(each -> each.path().statistics().newSlow(since, window)).orElse(0L);
  }

  /** Whether its handler has not given back what it was to give back for a swap. */
  public boolean isStuck(String lun) {
    return find(lun)
        .filter(each -> each.control().status().state() == BindingState.STUCK)
        .isPresent();
  }

  private Optional<Lun> find(String name) {
    return logicalUnits.luns().stream().filter(lun -> lun.name().equals(name)).findFirst();
  }

  private record Move(Lun lun, Candidate from) {}

  private static void move(Lun lun, Candidate to, String why) throws IOException {
    SwapRecord record = await(lun, lun.control().pin(to, why));
    if (!record.isDone()) {
      throw new IOException(lun + ": " + record.reason());
    }
  }

  private static void goBack(List<Move> moved, IOException reason) {
    for (Move move : moved) {
      try {
        move(move.lun(), move.from(), "back, since " + reason.getMessage());
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
      move.lun().control().unpin();
    }
  }

  /**
   * Takes every logical unit off that bundle's handlers, to other handlers of the name where there
   * are such; else its commands are held until one comes. Puts the bundle's handlers aside.
   *
   * @throws IOException when a handler does not let go, and the message tells of which logical
   *     unit; the others have been taken off
   */
  public void detach(long bundleId) throws IOException {
    List<Candidate> going = ofBundle(bundleId);
    List<Lun> bound = boundTo(bundleId);
    stage(bundleId);
    List<String> stuck = new ArrayList<>();
    for (Lun lun : bound) {
      for (Candidate candidate : going) {
        if (!isReleased(lun, candidate)) {
          stuck.add(lun + ": " + lun.control().status().reason());
        }
      }
    }
    if (!stuck.isEmpty()) {
      throw new IOException(String.join("; ", stuck));
    }
  }

  private static boolean isReleased(Lun lun, Candidate candidate) throws IOException {
    try {
      return lun.control().awaitReleased(candidate, LogicalUnits.releaseBound(lun));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void tellAll() {
    logicalUnits.luns().forEach(lun -> lun.control().candidatesChanged());
  }

  /** Waits for what was ordered; a handler that hangs is not waited for for ever. */
  static SwapRecord await(Lun lun, CompletableFuture<SwapRecord> ordered) throws IOException {
    Duration longest = lun.config().swapBounds().longest();
    try {
      return ordered.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(lun + ": " + lun.control().status().reason(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
