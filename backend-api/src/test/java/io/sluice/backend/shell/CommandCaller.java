package io.sluice.backend.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Calls the commands of a service as the shell does, with nobody at a terminal. */
public final class CommandCaller {
  private final ShellCommands service;

  public CommandCaller(ShellCommands service) {
    this.service = service;
  }

  /**
   * What a command prints, or the words that it gives, one on a line.
   *
   * @param name as in {@code overlay:list}
   * @throws RuntimeException what the command throws; a {@link Refusal} as it is
   */
  public String call(String name, String... words) {
    ShellCommand command =
        service.commands().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new NoSuchElementException(name));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Optional<List<String>> given = command.run(new PlainCall(command.manual(), List.of(words)));
      return given
          .map(list -> String.join("\n", list) + "\n")
          .orElseGet(() -> printed.toString(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      System.setOut(before);
    }
  }

  private record PlainCall(Manual manual, List<String> words) implements Call {
    @Override
    public Arguments arguments() {
      return manual.parse(words.toArray(String[]::new));
    }

    @Override
    public Conversation conversation() {
      return Conversation.NOBODY;
    }

    @Override
    public Path folder() {
      return Path.of("").toAbsolutePath();
    }

    @Override
    public boolean hasColours() {
      return false;
    }
  }
}
