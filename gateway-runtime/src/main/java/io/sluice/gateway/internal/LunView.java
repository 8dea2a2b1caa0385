package io.sluice.gateway.internal;

import io.sluice.backend.ScsiDevice;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.SwapBounds;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.internal.path.LunCounters;
import io.sluice.gateway.internal.path.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A logical unit, a configuration of which none could be made, or what an earlier gateway left
 * without either, at one time, as the shell shows it.
 *
 * @param state what it is at
 * @param inState how long it has been
 * @param troubles what is amiss, for those that act on it
 * @param reason for a person: why it is not well; empty when it is
 * @param source file or PID of its configuration
 * @param detail empty where no logical unit could be made
 */
public record LunView(
    String name,
    State state,
    Duration inState,
    Set<Trouble> troubles,
    String reason,
    String source,
    Optional<Detail> detail) {
  /** What a logical unit is at: as its binding, but for the last. */
  public enum State {
    SERVING,
    DRAINING,
    HOLDING,
    SWITCHING,
    STUCK,
    PREPARING,
    FAILED,
    STOPPED,
    /**
     * Its configuration is gone: it serves on, since it is in use; or, with no {@link #detail}, an
     * earlier gateway left it, and nobody serves it.
     */
    ORPHANED;

    static State of(BindingState state) {
      return valueOf(state.name());
    }
  }

  /** Whether that is amiss with it. */
  public boolean has(Trouble trouble) {
    return troubles.contains(trouble);
  }

  /** Whether commands reach a handler. */
  public boolean isServing() {
    return state == State.SERVING;
  }

  /** Whether its volume is being made ready, after which commands reach a handler. */
  public boolean isPreparing() {
    return state == State.PREPARING;
  }

  /**
   * What there is to tell of a logical unit.
   *
   * @param identity its identity
   * @param volume as last announced
   * @param handlerName the name that it binds to
   * @param handlers the handlers of that name, the best first
   * @param bound {@link HandlerView#serviceId} of the one that it holds
   * @param exports by transport
   * @param missingTransports named in its configuration, but not there
   * @param reservations who keeps them
   * @param nexuses who talks to it
   * @param swapBounds how long a swap may take
   * @param history its last swaps, the oldest first
   * @param stuck commands and calls that its handler does not give back, and where they are: while
   *     it is STUCK all, else the commands that have taken long
   * @param isFull whether what its handler writes to had no room for the last write
   */
  public record Detail(
      ScsiDevice identity,
      Optional<VolumeInfo> volume,
      String handlerName,
      List<HandlerView> handlers,
      Optional<Long> bound,
      List<ExportView> exports,
      List<String> missingTransports,
      String reservations,
      List<String> nexuses,
      int threads,
      HoldView hold,
      int inFlight,
      LunCounters counters,
      SwapBounds swapBounds,
      List<SwapRecord> history,
      List<Stack> stuck,
      boolean isFull) {}

  /** An export, and the transport that it is of. */
  public record ExportView(String transport, Transport.Export export) {}

  /** The hold and its limits. */
  public record HoldView(int now, Duration longest, int maxCommands, Duration maxTime) {}
}
