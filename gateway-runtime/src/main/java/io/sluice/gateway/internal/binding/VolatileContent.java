package io.sluice.gateway.internal.binding;

import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.state.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, also beyond the gateway's death, which volume a logical unit has served last that does
 * not outlive the process. Another one in its place has lost what was written, and initiators that
 * noticed nothing would take its content for theirs.
 */
public final class VolatileContent {
  private static final Logger LOG = LoggerFactory.getLogger(VolatileContent.class);

  private final String lun;
  private final StateFile file;
  private String served;
  private boolean servedHere;

  /**
   * With what was kept.
   *
   * @param file null to keep nothing beyond the gateway's death
   */
  public VolatileContent(String lun, StateFile file) {
    this.lun = lun;
    this.file = file;
    served = load();
  }

  private String load() {
    try {
      List<String> lines = file == null ? List.of() : file.read();
      return lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      LOG.error("{}: {}; it is taken for a sign that content was lost", lun, e.getMessage());
      return "a volume whose name was lost";
    }
  }

  /** What a person is to be told before that volume is served; empty when there is no loss. */
  synchronized Optional<String> loss(VolumeInfo next) {
    return served.isEmpty() || served.equals(next.identity())
        ? Optional.empty()
        : Optional.of(
            "what was written to %s is only there, and not in %s; lun:accept %s serves that all the same"
                .formatted(served, next.identity(), lun));
  }

  /** Before the first command is let through to a volume. */
  synchronized void serves(VolumeInfo info) throws IOException {
    String now = info.capabilities().volatileContent() ? info.identity() : "";
    if (now.equals(served)) {
      return;
    }
    if (file != null && now.isEmpty()) {
      file.delete();
    } else if (file != null) {
      file.write(List.of(now.replace('\n', ' ')));
    }
    served = now;
    servedHere = true;
  }

  /** The process ends in order, and nothing was written in it. */
  synchronized void endUnwritten() {
    if (servedHere) {
      forget();
    }
  }

  /** Nothing that was written there matters any more. */
  public synchronized void forget() {
    served = "";
    try {
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      LOG.error("{}: {} can't be deleted: {}", lun, file, e.toString());
    }
  }
}
