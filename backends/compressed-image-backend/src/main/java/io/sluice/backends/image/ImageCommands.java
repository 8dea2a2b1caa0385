package io.sluice.backends.image;

import io.sluice.backend.PreparingException;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's command on image files. */
@Component(service = ShellCommands.class)
public final class ImageCommands implements ShellCommands {
  private static final Manual INSPECT =
      Manual.of(
              "Tell what an image file looks like, and which lines of configuration serve it",
              "image:inspect /srv/golden.img.xz")
          .operands("FILE")
          .completedBy("__files");

  private final ImageCaches caches;

  @Activate
  public ImageCommands(@Reference ImageCacheService service) {
    caches = service.caches();
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.telling("image:inspect", INSPECT, this::inspect));
  }

  private Told inspect(Call call) {
    boolean quiet = call.arguments().has(ShellCommand.JSON.name());
    String file = call.arguments().onlyOperand("Inspect which file? image:inspect FILE");
    Path path = call.folder().resolve(file).normalize();
    List<String> lines = lines(path, quiet);
    return new Told(
        () -> Map.of("file", path.toString(), "lines", lines),
        () ->
            lines.stream()
                .map(line -> PrintableText.of(line) + "\n")
                .collect(Collectors.joining()));
  }

  /**
   * Waits while an index is made.
   *
   * @param quiet not telling how far it is
   */
  private List<String> lines(Path path, boolean quiet) {
    try {
      String told = "";
      while (!Thread.currentThread().isInterrupted()) {
        try {
          return Inspection.of(path, caches);
        } catch (PreparingException e) {
          if (!quiet && !e.getMessage().equals(told)) {
            told = e.getMessage();
            System.out.println(PrintableText.ofLines(told));
          }
        }
      }
      return List.of();
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }
}
