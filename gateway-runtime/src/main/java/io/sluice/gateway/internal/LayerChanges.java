package io.sluice.gateway.internal;

import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.LunControl;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * For stores that stand on other stores: takes a change of a lower layer through the gates of the
 * logical units above it.
 *
 * <p>The methods wait for handlers. They may be called from any thread but that of Configuration
 * Admin or of a service event.
 */
@Component(service = LayerChanges.class)
public final class LayerChanges {
  private final LogicalUnits logicalUnits;

  @Activate
  public LayerChanges(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  /**
   * Closes and opens again each of these handlers that serves a logical unit, with its commands
   * held meanwhile, so that it takes up its layers as they are now; a logical unit that was told to
   * let go tries again. Does nothing for handlers that serve none.
   *
   * @param handlers by their names
   * @param why for the history
   * @throws IOException when one can't; the message tells of which logical unit and why
   */
  public void reopen(Set<String> handlers, String why) throws IOException {
    awaitAll(handlers, control -> control.reopen(why, false));
  }

  /**
   * Takes these handlers off their logical units, so that what is below them can go. Commands are
   * held until {@link #reopen}, or until another handler of the name comes.
   *
   * @throws IOException when one does not let go; the message tells of which logical unit and why
   */
  public void letGo(Set<String> handlers, String why) throws IOException {
    awaitAll(handlers, control -> control.letGo(why));
  }

  private interface Action {
    CompletableFuture<SwapRecord> on(LunControl control);
  }

  private void awaitAll(Set<String> handlers, Action action) throws IOException {
    List<String> problems = new ArrayList<>();
    for (Lun lun : logicalUnits.luns()) {
      LunControl control = lun.control();
      String serving = control.bound().map(Candidate::name).orElse(control.handlerName());
      if (handlers.contains(serving)) {
        try {
          SwapRecord record = HandlerBundles.await(lun, action.on(control));
          if (!record.isDone()) {
            problems.add(lun + ": " + record.reason());
          }
        } catch (IOException e) {
          problems.add(lun + ": " + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
  }
}
