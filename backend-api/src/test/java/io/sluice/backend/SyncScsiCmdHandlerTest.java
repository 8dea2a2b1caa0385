package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncScsiCmdHandlerTest {
  private interface Answer {
    ScsiResponse respond(ScsiCmd cmd) throws IOException;
  }

  private record Handler(Answer answer) implements SyncScsiCmdHandler {
    @Override
    public VolumeInfo probe() throws IOException {
      throw new IOException("not here");
    }

    @Override
    public ScsiResponse respond(ScsiCmd cmd) throws IOException {
      return answer.respond(cmd);
    }
  }

  private static List<ScsiResponse> run(Answer answer) {
    TestCmd cmd = TestCmd.of(0, 0, 0, 0, 0, 0);
    new Handler(answer).handle(cmd);
    return cmd.responses();
  }

  @Test
  void shouldCompleteWithTheAnswer() {
    assertEquals(List.of(ScsiResponse.good()), run(cmd -> ScsiResponse.good()));
  }

  @Test
  void shouldCompleteWithTheSenseOfAFailure() {
    List<ScsiResponse> responses =
        run(
            cmd -> {
              throw new IOException("expected by the test");
            });
    assertEquals(SenseKey.MEDIUM_ERROR, responses.get(0).sense().key());
  }

  @Test
  void shouldTakeNoAnswerForABug() {
    assertEquals(List.of(ScsiResponse.targetFailure()), run(cmd -> null));
  }
}
