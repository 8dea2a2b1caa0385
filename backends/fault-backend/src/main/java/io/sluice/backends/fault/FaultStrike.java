package io.sluice.backends.fault;

import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.scsi.SenseData;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A rule at work on one operation.
 *
 * @param cause the rule
 * @param blocks of the operation
 * @param seed of the chances in it
 */
record FaultStrike(ActiveRule cause, BlockSpan blocks, long seed) {
  boolean corrupts() {
    return cause.rule().kind() == FaultKind.CORRUPT;
  }

  /** Ends when the operation may go on; fails with a {@link StoreException} when it may not. */
  CompletableFuture<Void> before(Operation operation) {
    return switch (cause.rule().kind()) {
      case DELAY ->
          new CompletableFuture<Void>()
              .completeOnTimeout(null, cause.rule().time().toNanos(), TimeUnit.NANOSECONDS);
      case HANG -> cause.whenCleared();
      case ERROR -> CompletableFuture.failedFuture(error(operation));
      case CORRUPT -> CompletableFuture.completedFuture(null);
    };
  }

  private StoreException error(Operation operation) {
    String message = "rule " + cause.id() + " (" + cause.text() + ") strikes";
    long lba = operation == Operation.FLUSH ? 0 : struck().first();
    if (cause.rule().sense().isPresent()) {
      SenseData sense = cause.rule().sense().get();
      return new StoreException(sense.withInformation(lba), message, null);
    }
    return operation == Operation.READ
        ? StoreException.unreadable(lba, message, null)
        : StoreException.unwritable(lba, message, null);
  }

  /** Turns one bit over, in one of the blocks that the rule means. */
  void corrupt(Segments data, int blockSize) {
    Random chance = new Random(seed);
    long lba = struck().first() + chance.nextLong(struck().last() - struck().first() + 1);
    long at = (lba - blocks.first()) * blockSize + chance.nextInt(blockSize);
    byte[] one = new byte[1];
    data.get(at, one, 0, 1);
    one[0] ^= (byte) (1 << chance.nextInt(8));
    data.put(at, one, 0, 1);
  }

  private BlockSpan struck() {
    return cause.rule().lba().and(blocks);
  }
}
