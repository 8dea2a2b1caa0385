package io.sluice.shell.internal;

import io.sluice.backend.shell.Conversation;
import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A person at the terminal of a client that runs one command: the client asks, and sends a line.
 */
final class ClientConversation implements Conversation {
  private final BlockingQueue<byte[]> answers = new ArrayBlockingQueue<>(1);
  private final FrameSender sender;
  private final boolean possible;

  /**
   * @param possible whether the client has a terminal
   */
  ClientConversation(FrameSender sender, boolean possible) {
    this.sender = sender;
    this.possible = possible;
  }

  @Override
  public boolean isPossible() {
    return possible;
  }

  @Override
  public Optional<String> ask(String question, boolean echo) throws IOException {
    if (!possible) {
      return Optional.empty();
    }
    answers.clear();
    byte[] text = question.getBytes(StandardCharsets.UTF_8);
    sender.send(new Frame(echo ? FrameType.ASK : FrameType.ASK_SECRET, text));
    try {
      String line = new String(answers.take(), StandardCharsets.UTF_8);
      return line.endsWith("\n") ? Optional.of(line.stripTrailing()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A line from the client, with its end; without one, the person broke off. */
  void answer(byte[] line) {
    boolean unused = answers.offer(line);
  }
}
