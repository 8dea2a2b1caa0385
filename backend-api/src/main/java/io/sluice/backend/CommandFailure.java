package io.sluice.backend;

import io.sluice.scsi.SenseData;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles an exception thrown by a handler: the failure is logged with the logical unit, the
 * command and the cause, and becomes a response. At most one line per logical unit in ten seconds
 * is logged, with a count of the lines left out; only a bug gets a stack trace. Failures that the
 * initiator caused itself (ILLEGAL REQUEST, a write to write-protected media) do not get a warning.
 */
public final class CommandFailure {
  private static final Logger LOG = LoggerFactory.getLogger(CommandFailure.class);
  private static final long INTERVAL_SECONDS = 10;

  private static final Map<ScsiDevice, CommandFailure> BY_DEVICE =
      Collections.synchronizedMap(new WeakHashMap<>());

  // A storm of I/O errors must not hide a bug.
  private final RateLimit errors = new RateLimit(INTERVAL_SECONDS, TimeUnit.SECONDS);
  private final RateLimit bugs = new RateLimit(INTERVAL_SECONDS, TimeUnit.SECONDS);

  private CommandFailure() {}

  /**
   * Logs the failure and returns the response that the command is to be completed with, as made by
   * {@link ScsiResponse#of}. Never throws.
   */
  public static ScsiResponse respond(ScsiCmd cmd, Throwable failure) {
    ScsiResponse response = ScsiResponse.of(cmd, failure);
    try {
      BY_DEVICE
          .computeIfAbsent(cmd.device(), d -> new CommandFailure())
          .log(cmd, response, failure);
    } catch (RuntimeException | Error e) {
      // The command is answered even if logging fails.
      return response;
    }
    return response;
  }

  private void log(ScsiCmd cmd, ScsiResponse response, Throwable failure) {
    if (!(failure instanceof IOException)) {
      long more = bugs.pass(System.nanoTime());
      if (more >= 0) {
        LOG.error("{}: a bug in its handler{}", describe(cmd, response), count(more), failure);
      }
    } else if (isInitiatorsFault(response.sense())) {
      LOG.debug("{}: {}", describe(cmd, response), failure.getMessage());
    } else {
      long more = errors.pass(System.nanoTime());
      if (more >= 0) {
        LOG.warn("{}: {}{}", describe(cmd, response), causes(failure), count(more));
      }
    }
  }

  private static boolean isInitiatorsFault(SenseData sense) {
    return switch (sense.key()) {
      case ILLEGAL_REQUEST, MISCOMPARE -> true;
      case DATA_PROTECT -> sense.additional().asc() == 0x27 && sense.additional().ascq() == 0;
      default -> false;
    };
  }

  private static String describe(ScsiCmd cmd, ScsiResponse response) {
    return cmd.device().name() + ": command " + cmd.cdb() + " failed with " + response.sense();
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(message(failure));
    Throwable cause = failure.getCause();
    for (int i = 0; cause != null && i < 3; i++, cause = cause.getCause()) {
      text.append(", because ").append(message(cause));
    }
    return text.toString();
  }

  private static String message(Throwable failure) {
    return failure instanceof StoreException && failure.getMessage() != null
        ? failure.getMessage()
        : failure.toString();
  }

  private static String count(long more) {
    return more == 0 ? "" : " (and " + more + " more since the last report)";
  }
}
