package io.sluice.shell.internal;

import io.sluice.gateway.shell.SessionCall;
import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameType;
import io.sluice.shell.wire.Opening;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** Runs one command line for a client: exit code 0, or 1 and the reason on standard error. */
final class OneCommand implements Session {
  private final CommandProcessor processor;
  private final Opening opening;
  private final PrintStream out;
  private final PrintStream err;
  private final ClientConversation conversation;
  private volatile Thread runner;

  OneCommand(CommandProcessor processor, Opening opening, FrameSender sender) {
    this.processor = processor;
    this.opening = opening;
    this.conversation =
        new ClientConversation(sender, !List.of("", "dumb").contains(opening.terminal()));
    this.out = stream(sender, FrameType.OUTPUT);
    this.err = stream(sender, FrameType.ERROR);
  }

  private static PrintStream stream(FrameSender sender, FrameType type) {
    return new PrintStream(new FrameOutputStream(sender, type), false, StandardCharsets.UTF_8);
  }

  @Override
  public int run() {
    runner = Thread.currentThread();
    CommandSession session =
        processor.createSession(new ByteArrayInputStream(new byte[0]), out, err);
    try {
      session.put("SCOPE", SessionVariables.SCOPE);
      session.currentDir(Path.of(opening.folder()));
      session.put(SessionCall.CONVERSATION, conversation);
      session.put("COLUMNS", opening.size().columns());
      Object result = session.execute(line(session));
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
      return 0;
    } catch (Exception e) {
      err.println(Failure.describe(e));
      return 1;
    } finally {
      session.close();
      out.flush();
      err.flush();
    }
  }

  /** Arguments go in as variables: nothing in them is read as a quote, a pipe or a name. */
  private String line(CommandSession session) {
    List<String> words = opening.command();
    StringBuilder line = new StringBuilder(words.get(0));
    for (int i = 1; i < words.size(); i++) {
      session.put("argument" + i, words.get(i));
      line.append(" $argument").append(i);
    }
    return line.toString();
  }

  @Override
  public void accept(Frame frame) {
    if (frame.type() == FrameType.INPUT) {
      conversation.answer(frame.payload());
    }
  }

  @Override
  public void end() {
    Thread thread = runner;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
