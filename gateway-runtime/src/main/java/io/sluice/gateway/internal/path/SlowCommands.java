package io.sluice.gateway.internal.path;

import io.sluice.backend.ScsiCmd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one logical unit that its handler has not answered for longer than is normal, by
 * {@code slowMillis}. Commands take no notice of it: it is looked for them where they stand anyway,
 * now and then and when somebody asks.
 */
public final class SlowCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SlowCommands.class);

  private final String lun;
  private final CommandPath path;
  private final Supplier<Duration> slow;

  /** Those that were counted, as long as they are not answered. Of the looking thread. */
  private Set<ScsiCmd> counted = Set.of();

  /**
   * @param slow from when on a command is slow, as configured now; zero for never
   */
  public SlowCommands(String lun, CommandPath path, Supplier<Duration> slow) {
    this.lun = lun;
    this.path = path;
    this.slow = slow;
  }

  /** Counts those that have become slow, and tells the log of the first. One thread at a time. */
  public void look() {
    if (counted.isEmpty() && path.inFlight() == 0) {
      return;
    }
    List<InFlight.Entry> now = now();
    Set<ScsiCmd> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (InFlight.Entry entry : now) {
      known.add(entry.cmd());
      if (!counted.contains(entry.cmd())) {
        path.statistics().countSlow();
      }
    }
    if (counted.isEmpty() && !known.isEmpty()) {
      LOG.warn("{}: {}; lun:info {} tells where it is", lun, text(now), lun);
    } else if (known.isEmpty() && !counted.isEmpty()) {
      LOG.info("{}: all commands that had taken long are answered", lun);
    }
    counted = known;
  }

  /** Those there are now, the oldest first. */
  public List<InFlight.Entry> now() {
    long nanos = slow.get().toNanos();
    if (nanos == 0 || path.inFlight() == 0) {
      return List.of();
    }
    List<InFlight.Entry> entries = new ArrayList<>(path.commandsInFlight());
    entries.removeIf(entry -> entry.ageNanos() < nanos);
    return entries;
  }

  /** What there is to tell of them; empty where there are none. */
  public Optional<String> text() {
    List<InFlight.Entry> now = now();
    return now.isEmpty() ? Optional.empty() : Optional.of(text(now));
  }

  private static String text(List<InFlight.Entry> slow) {
    InFlight.Entry oldest = slow.get(0);
    String text =
        "its handler has not answered %s for %d s"
            .formatted(
                CommandText.of(oldest.cmd()), Duration.ofNanos(oldest.ageNanos()).toSeconds());
    return slow.size() == 1 ? text : "%s, nor %d more".formatted(text, slow.size() - 1);
  }
}
