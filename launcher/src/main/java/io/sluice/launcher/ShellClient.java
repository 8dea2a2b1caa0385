package io.sluice.launcher;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.FrameType;
import io.sluice.shell.wire.Opening;
import io.sluice.shell.wire.WindowSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** The client's side of the gateway's shell. */
final class ShellClient {
  /** Ctrl-D, which a terminal sends at the end of input, and a pipe does not. */
  private static final byte END_OF_TRANSMISSION = 4;

  /** The command whose connection may end with the gateway. */
  private static final String SHUTDOWN = "shutdown";

  private final Places places;
  private final Path socket;

  ShellClient(Places places) {
    this.places = places;
    this.socket = places.socket();
  }

  private static String folder() {
    return Path.of("").toAbsolutePath().toString();
  }

  /** Runs one command in the gateway, see {@link Opening}, and gives its exit code. */
  int execute(List<String> command) throws IOException, Failure {
    WindowSize size = new WindowSize(Integer.getInteger("sluice.columns", 0), 0);
    try (FrameChannel channel = connect()) {
      channel.send(new Opening(command, terminal(), size, folder()).toFrame());
      OptionalInt exitCode = print(channel, System.out);
      if (exitCode.isEmpty() && !command.equals(List.of(SHUTDOWN))) {
        throw new Failure(
            Failure.FAILED,
            "the gateway has ended, and the command before its end; what it was to do may be done"
                + " or not");
      }
      return exitCode.orElse(0);
    }
  }

  /**
   * Runs one command in the gateway, which asks nothing, and gives what it prints.
   *
   * @throws Failure where no gateway runs, or the command fails
   */
  String ask(String... command) throws IOException, Failure {
    try (FrameChannel channel = connect()) {
      channel.send(new Opening(List.of(command), "dumb", new WindowSize(0, 0), folder()).toFrame());
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      OptionalInt exitCode = print(channel, answer);
      if (exitCode.orElse(Failure.FAILED) != 0) {
        throw new Failure(Failure.FAILED, "the gateway does not tell: " + List.of(command));
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  /** Tells the gateway whether somebody is here who can be asked. */
  private static String terminal() {
    String type = System.getenv("TERM");
    return Boolean.getBoolean("sluice.terminal") && type != null ? type : "dumb";
  }

  /** A shell on this process's terminal, until it is left or the gateway stops. */
  int attach() throws IOException, Failure {
    try (FrameChannel channel = connect();
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      channel.send(new Opening(List.of(), terminal.getType(), size(terminal), folder()).toFrame());
      terminal.handle(Signal.WINCH, signal -> resize(channel, terminal));
      Attributes before = terminal.getAttributes();
      terminal.setAttributes(raw(before));
      try {
        Thread typing = new Thread(() -> sendTyped(terminal.input(), channel), "typed input");
        typing.setDaemon(true);
        typing.start();
        OptionalInt exitCode = print(channel, terminal.output());
        if (exitCode.isEmpty()) {
          terminal.writer().print("\r\nThe gateway has ended.\r\n");
          terminal.flush();
        }
        return exitCode.orElse(0);
      } finally {
        terminal.setAttributes(before);
      }
    }
  }

  /** Every key goes to the gateway as it is, Ctrl-C and Ctrl-Z too: they mean its commands. */
  private static Attributes raw(Attributes before) {
    Attributes raw = new Attributes(before);
    raw.setLocalFlag(Attributes.LocalFlag.ICANON, false);
    raw.setLocalFlag(Attributes.LocalFlag.ECHO, false);
    raw.setLocalFlag(Attributes.LocalFlag.IEXTEN, false);
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    raw.setInputFlag(Attributes.InputFlag.IXON, false);
    raw.setInputFlag(Attributes.InputFlag.ICRNL, false);
    raw.setInputFlag(Attributes.InputFlag.INLCR, false);
    raw.setOutputFlag(Attributes.OutputFlag.OPOST, false);
    raw.setControlChar(Attributes.ControlChar.VMIN, 1);
    raw.setControlChar(Attributes.ControlChar.VTIME, 0);
    return raw;
  }

  private static WindowSize size(Terminal terminal) {
    Size size = terminal.getSize();
    return new WindowSize(size.getColumns(), size.getRows());
  }

  private static void resize(FrameChannel channel, Terminal terminal) {
    try {
      channel.send(size(terminal).toFrame());
    } catch (IOException e) {
      // The session is over; print() sees that too.
    }
  }

  private static void sendTyped(InputStream keys, FrameChannel channel) {
    byte[] buffer = new byte[4096];
    byte last = '\n';
    try {
      for (int count = keys.read(buffer); count >= 0; count = keys.read(buffer)) {
        if (count > 0) {
          last = buffer[count - 1];
          channel.send(new Frame(FrameType.INPUT, Arrays.copyOf(buffer, count)));
        }
      }
      // Ctrl-D ends a session on an empty line only. What a person has half typed is not run.
      if (last != '\n' && !Boolean.getBoolean("sluice.terminal")) {
        channel.send(new Frame(FrameType.INPUT, new byte[] {'\n'}));
      }
      channel.send(new Frame(FrameType.INPUT, new byte[] {END_OF_TRANSMISSION}));
    } catch (IOException e) {
      // The session is over; print() sees that too.
    }
  }

  /** Shows what comes until the exit code does; none where the gateway ends before. */
  private static OptionalInt print(FrameChannel channel, OutputStream out) throws IOException {
    for (Frame frame = channel.receive(); frame != null; frame = channel.receive()) {
      switch (frame.type()) {
        case OUTPUT -> {
          out.write(frame.payload());
          out.flush();
        }
        case ERROR -> {
          System.err.write(frame.payload());
          System.err.flush();
        }
        case ASK, ASK_SECRET -> answer(channel, frame);
        case EXIT -> {
          return OptionalInt.of(frame.exitCode());
        }
        default -> throw new IOException("unexpected from the gateway: " + frame.type());
      }
    }
    return OptionalInt.empty();
  }

  /** An answer ends with its line; without an end the person broke off. */
  private static void answer(FrameChannel channel, Frame question) throws IOException {
    String text = new String(question.payload(), StandardCharsets.UTF_8);
    Character shown = question.type() == FrameType.ASK ? null : Character.valueOf('\0');
    String answer = "";
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .variable(LineReader.DISABLE_HISTORY, true)
              .build();
      answer = reader.readLine(text, shown) + "\n";
    } catch (UserInterruptException | EndOfFileException e) {
      // told by the missing end of the line
    }
    channel.send(new Frame(FrameType.INPUT, answer.getBytes(StandardCharsets.UTF_8)));
  }

  /** The outermost folder on the way to the socket that this user may not enter. */
  private Optional<Path> closedFolder() {
    Path folder = socket.toAbsolutePath().getParent();
    Path way = folder.getRoot();
    for (Path name : folder) {
      way = way.resolve(name);
      if (Files.isDirectory(way) && !Files.isExecutable(way)) {
        return Optional.of(way);
      }
    }
    return Optional.empty();
  }

  private FrameChannel connect() throws IOException, Failure {
    if (!Files.exists(socket)) {
      throw new Failure(
          Failure.NOT_RUNNING,
          closedFolder()
              .map(folder -> "no right to enter " + folder + ": be the user that runs the gateway")
              .orElse(
                  "no gateway runs here (no %s); start one: %s run, or set SLUICE_BASE to the folder of the one that runs"
                      .formatted(socket, Main.COMMAND)));
    }
    places.requireOwnRun();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new FrameChannel(channel);
    } catch (ConnectException e) {
      channel.close();
      throw new Failure(
          Failure.NOT_RUNNING,
          "no gateway answers at " + socket + "; start one: " + Main.COMMAND + " run");
    } catch (SocketException e) {
      channel.close();
      throw new Failure(Failure.FAILED, socket + ": " + e.getMessage(), e);
    }
  }
}
