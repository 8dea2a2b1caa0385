package io.sluice.shell.internal;

import io.sluice.gateway.shell.SessionCall;
import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameType;
import io.sluice.shell.wire.Opening;
import io.sluice.shell.wire.WindowSize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.LineReader;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.ExternalTerminal;

/**
 * A shell on the client's terminal: line editing, completion, history. Ends by {@code exit}, by the
 * end of input, or with the connection; the gateway goes on.
 */
final class Interactive implements Session {
  private static final String[] GOSH = {"--login", "--noshutdown", "--nohistory"};

  private final CommandProcessor processor;
  private final LeavableShell shell;
  private final ShellProfile profile;
  private final Path history;
  private final TypedInput input = new TypedInput();
  private final ExternalTerminal terminal;
  private final Path folder;

  Interactive(
      CommandProcessor processor,
      LeavableShell shell,
      ShellProfile profile,
      Path history,
      Opening opening,
      FrameSender sender)
      throws IOException {
    this.processor = processor;
    this.shell = shell;
    this.profile = profile;
    this.history = history;
    this.folder = Path.of(opening.folder());
    this.terminal =
        new ExternalTerminal(
            "sluice",
            opening.terminal().isEmpty() ? "dumb" : opening.terminal(),
            input,
            new BufferedOutputStream(new FrameOutputStream(sender, FrameType.OUTPUT)),
            StandardCharsets.UTF_8);
    resize(opening.size());
  }

  @Override
  public int run() throws IOException {
    if (profile.problem().isPresent()) {
      terminal.writer().println("No shell here: " + profile.problem().get());
      terminal.close();
      return 1;
    }
    try (CommandSession session =
        processor.createSession(terminal.input(), terminal.output(), terminal.output())) {
      session.put(Shell.VAR_TERMINAL, terminal);
      session.currentDir(folder);
      session.put(SessionVariables.LEAVABLE, shell);
      session.put(SessionCall.CONVERSATION, new TerminalConversation(terminal));
      session.put(LineReader.HISTORY_FILE, history);
      shell.gosh(session, GOSH);
      return 0;
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      terminal.writer().println(Failure.describe(e));
      return 1;
    } finally {
      terminal.close();
    }
  }

  @Override
  public void accept(Frame frame) throws InterruptedException {
    if (frame.type() == FrameType.INPUT) {
      input.offer(frame.payload());
    } else if (frame.type() == FrameType.RESIZE) {
      resize(WindowSize.from(frame));
      terminal.raise(Signal.WINCH);
    }
  }

  private void resize(WindowSize size) {
    terminal.setSize(new Size(size.columns(), size.rows()));
  }

  @Override
  public void end() {
    shell.stop();
    input.end();
  }
}
