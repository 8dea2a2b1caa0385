package io.sluice.backends.fault;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A store with faults in front of one that answers later: nothing waits in a thread here too. */
final class AsyncFaultStore extends FaultStore implements AsyncBlockStore {
  private final AsyncBlockStore below;

  AsyncFaultStore(FaultVolume volume, AsyncBlockStore below) {
    super(volume, below, Optional.empty());
    this.below = below;
  }

  @Override
  public void beginRead(long offset, Segments into, StoreCompletion completion) {
    begin(
        Operation.READ,
        offset,
        into.length(),
        completion,
        strikes ->
            below.beginRead(
                offset,
                into,
                failure -> {
                  if (failure == null) {
                    corruptRead(strikes, into);
                  }
                  completion.completed(failure);
                }));
  }

  @Override
  public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
    begin(
        Operation.WRITE,
        offset,
        from.length(),
        completion,
        strikes -> below.beginWrite(offset, corruptWrite(strikes, from), flags, completion));
  }

  @Override
  public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
    begin(
        Operation.WRITE,
        offset,
        length,
        completion,
        strikes -> below.beginWriteZeroes(offset, length, flags, completion));
  }

  @Override
  public void beginDiscard(long offset, long length, StoreCompletion completion) {
    begin(
        Operation.DISCARD,
        offset,
        length,
        completion,
        strikes -> below.beginDiscard(offset, length, completion));
  }

  @Override
  public void beginFlush(StoreCompletion completion) {
    begin(Operation.FLUSH, 0, 0, completion, strikes -> below.beginFlush(completion));
  }

  /** Goes on when each of the rules that strike lets it, one after the other, or fails. */
  private void begin(
      Operation operation,
      long offset,
      long length,
      StoreCompletion completion,
      Consumer<List<FaultStrike>> goOn) {
    List<FaultStrike> strikes = hasPower() ? strikes(operation, offset, length) : List.of();
    CompletableFuture<Void> ready = whenPowered();
    for (FaultStrike strike : strikes) {
      ready = ready.thenCompose(done -> strike.before(operation)).thenCompose(d -> whenPowered());
    }
    var unused =
        ready.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                goOn.accept(strikes);
              } else {
                completion.completed(cause(failure));
              }
            });
  }

  private CompletableFuture<Void> whenPowered() {
    try {
      requirePower();
      return CompletableFuture.completedFuture(null);
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
