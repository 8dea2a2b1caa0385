package io.sluice.gateway.internal;

import io.sluice.gateway.internal.binding.LunControl;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a person can do to a logical unit while it serves. Each waits until it is done; what goes
 * wrong is an {@link IOException} whose message is for the person, and unless it says otherwise the
 * logical unit serves as before.
 */
@Component(service = LunOperations.class)
public final class LunOperations {
  private final LogicalUnits logicalUnits;

  @Activate
  public LunOperations(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  /**
   * Goes over to the best handler of a name, and is bound to that name until the configuration
   * names another, or the gateway ends.
   *
   * @param force also to a smaller volume, or to one that lacks what was written
   */
  public SwapRecord bind(String lun, String handler, boolean force) throws IOException {
    return perform(lun, control -> control.bind(handler, "lun:bind", force));
  }

  /**
   * Takes up another size of the volume.
   *
   * @param bytes how big the handler is to make it; 0 for the size that it has by now
   * @param force also where it is smaller
   */
  public SwapRecord resize(String lun, long bytes, boolean force) throws IOException {
    return perform(lun, control -> control.resize(bytes, "lun:resize", force));
  }

  /**
   * Flushes, and holds all commands until {@link #resume}; a command that is held for longer than
   * the logical unit holds commands is answered BUSY.
   *
   * @param most for how long at the most; null for no limit
   */
  public void suspend(String lun, String why, Duration most) throws IOException {
    SwapRecord unused = perform(lun, control -> control.suspend(why, most));
  }

  /** Ends {@link #suspend}; gives how it was. */
  public SwapRecord resume(String lun) throws IOException {
    return perform(lun, LunControl::resume);
  }

  /** Serves a volume although what was written, which was in memory only, is not in it. */
  public SwapRecord acceptLoss(String lun) throws IOException {
    return perform(lun, LunControl::acceptLoss);
  }

  /** How long the logical unit holds commands. */
  public Duration holdTime(String lun) throws IOException {
    return find(lun).config().hold().time();
  }

  /** The last swaps, the oldest first. */
  public List<SwapRecord> history(String lun) throws IOException {
    return find(lun).control().history().records();
  }

  private SwapRecord perform(String name, Function<LunControl, CompletableFuture<SwapRecord>> order)
      throws IOException {
    Lun lun = find(name);
    SwapRecord record = HandlerBundles.await(lun, order.apply(lun.control()));
    if (!record.isDone()) {
      throw new IOException(record.reason());
    }
    return record;
  }

  private Lun find(String name) throws IOException {
    return logicalUnits.luns().stream()
        .filter(lun -> lun.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("There is no LUN '" + name + "'; see lun:list"));
  }
}
