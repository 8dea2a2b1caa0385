package io.sluice.gateway.internal.binding;

import io.sluice.backend.Geometry;
import io.sluice.scsi.AdditionalSense;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What can be ordered of a logical unit: each checks that it makes sense, does it, and says what
 * came of it. Of the control thread.
 */
final class BindingOrders {
  private final LunParts lun;
  private final HandlerChoice choice;
  private final Supplier<SwapBounds> bounds;
  private final HandlerBinding binding;

  BindingOrders(
      LunParts lun, HandlerChoice choice, Supplier<SwapBounds> bounds, HandlerBinding binding) {
    this.lun = lun;
    this.choice = choice;
    this.bounds = bounds;
    this.binding = binding;
  }

  SwapRecord bind(String name, String why, boolean force) throws IOException {
    binding.requireAllBack();
    Candidate bound = binding.bound();
    requireFree(name);
    List<Candidate> all = lun.candidates().of(name, lun.name());
    if (all.isEmpty()) {
      throw new IOException("there is no handler '" + name + "'; see handler:list");
    }
    Candidate best = all.get(0);
    choice.unpark();
    choice.pin(null);
    SwapRecord record =
        best.isSameService(bound)
            ? noChange(bound.ref(), why, SwapResult.SWAPPED)
            : binding.swap(best, why, Swap.Consent.toBind(force));
    if (record.isDone()) {
      choice.rename(name);
    }
    return record;
  }

  /** Also where all that there is of the name is kept for the other. */
  private void requireFree(String name) throws IOException {
    for (Candidate candidate : lun.candidates().all()) {
      Optional<String> holder =
          candidate.name().equals(name)
              ? lun.candidates().claims().otherHolder(candidate, lun.name())
              : Optional.empty();
      if (holder.isPresent()) {
        throw new IOException(Swap.taken(candidate, holder.get()));
      }
    }
  }

  private static SwapRecord noChange(HandlerRef handler, String why, SwapResult result) {
    return new SwapRecord(
        Instant.now(), handler, handler, why, 0, 0, 0, result, "it was so already");
  }

  SwapRecord pin(Candidate candidate, String why) throws IOException {
    binding.requireAllBack();
    choice.unpark();
    SwapRecord record = binding.swap(candidate, why);
    if (record.isDone()) {
      choice.pin(candidate);
    }
    return record;
  }

  SwapRecord reopen(String why, boolean force) throws IOException {
    binding.requireAllBack();
    Candidate bound = binding.bound();
    choice.unpark();
    Candidate same = bound == null ? choice.choose(null) : bound;
    if (same == null) {
      throw new IOException(choice.want());
    }
    return binding.swap(same, why, Swap.Consent.toReopen(force));
  }

  SwapRecord resize(long bytes, String why, boolean force) throws IOException {
    binding.requireAllBack();
    Candidate bound = binding.bound();
    if (bytes > 0 && bound != null) {
      requireSize(bound, bytes, force);
      lun.size().forget();
      await(
          "resize() of handler '" + bound.label() + "'",
          () -> {
            bound.handler().resize(bytes);
            return null;
          });
    }
    lun.size().forget();
    return reopen(why, force);
  }

  private void await(String what, Callable<Void> body) throws IOException {
    HandlerCalls.Call<Void> call = lun.calls().begin(what, body);
    if (!call.await(bounds.get().handler().toNanos())) {
      throw new IOException(call + " has not returned in time; lun:resize takes it up later");
    }
    Void unused = call.result();
  }

  /** Nobody is told of a force that would not help. */
  private void requireResizable(Candidate bound, long bytes) throws IOException {
    if (lun.announcements().info().orElseThrow().capabilities().readOnly()) {
      throw new IOException("its volume is read-only, and its size is not changed from here");
    }
    await(
        "requireResizable() of handler '" + bound.label() + "'",
        () -> {
          bound.handler().requireResizable(bytes);
          return null;
        });
  }

  private void requireSize(Candidate bound, long bytes, boolean force) throws IOException {
    Geometry now = lun.announcements().info().orElseThrow().geometry();
    if (bytes % now.blockSize() != 0) {
      throw new IOException(
          "%d bytes are no whole number of blocks of %d bytes".formatted(bytes, now.blockSize()));
    }
    if (bytes < now.size() + lun.size().leftOut() && bytes >= now.size() && !force) {
      throw new IOException(
          "its content has %d bytes more than it is served with; lun:resize %s without a size shows them, and --force cuts them off"
              .formatted(lun.size().leftOut(), lun.name()));
    }
    if (bytes < now.size()) {
      requireResizable(bound, bytes);
    }
    if (bytes < now.size() && !force) {
      throw new IOException(
          "initiators were told %d bytes; --force makes it smaller, and what is behind is lost"
              .formatted(now.size()));
    }
  }

  SwapRecord letGo(String why) {
    Candidate bound = binding.bound();
    choice.park(why);
    return bound == null ? noChange(HandlerRef.NONE, why, SwapResult.LET_GO) : binding.close(why);
  }

  SwapRecord suspend(String why, Duration most) throws IOException {
    binding.requireAllBack();
    Candidate bound = binding.bound();
    if (binding.suspension() != null) {
      throw new IOException("it is suspended already: " + binding.suspension().why());
    }
    if (bound == null) {
      throw new IOException(choice.want().isEmpty() ? binding.lastFailure() : choice.want());
    }
    binding.suspend(why, most);
    return noChange(bound.ref(), why, SwapResult.LET_GO);
  }

  SwapRecord resume() throws IOException {
    if (binding.suspension() == null) {
      throw new IOException("it is not suspended; lun:info tells its state");
    }
    return binding.endSuspension();
  }

  SwapRecord acceptLoss() throws IOException {
    if (!binding.isContentLost()) {
      throw new IOException("no content was lost; lun:info tells its state");
    }
    lun.content().forget();
    binding.forgetLoss();
    lun.announcements().raise(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED);
    return reopen("the loss is accepted", false);
  }
}
