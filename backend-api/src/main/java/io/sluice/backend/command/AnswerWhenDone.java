package io.sluice.backend.command;

import io.sluice.backend.CommandFailure;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.StoreCompletion;
import java.util.function.Consumer;

/**
 * Answers a command that is one operation of the store.
 *
 * @param done the response where all went well
 */
record AnswerWhenDone(ScsiCmd cmd, ScsiResponse done, Consumer<ScsiResponse> answer)
    implements StoreCompletion {
  /** Of a command that has nothing for the initiator. */
  static StoreCompletion of(ScsiCmd cmd, Consumer<ScsiResponse> answer) {
    return new AnswerWhenDone(cmd, ScsiResponse.good(cmd.dataIn().length()), answer);
  }

  @Override
  public void completed(Throwable failure) {
    answer.accept(failure == null ? done : CommandFailure.respond(cmd, failure));
  }
}
