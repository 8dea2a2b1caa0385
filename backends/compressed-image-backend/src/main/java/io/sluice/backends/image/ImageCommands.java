package io.sluice.backends.image;

import io.sluice.backend.PreparingException;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.Example;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's command on image files. */
@Component(
    service = ImageCommands.class,
    property = {"osgi.command.scope=image", "osgi.command.function=inspect"})
public final class ImageCommands {
  private final ImageCaches caches;

  @Activate
  public ImageCommands(@Reference ImageCacheService service) {
    caches = service.caches();
  }

  @Example(value = "image:inspect /srv/golden.img.xz", words = "__files")
  @Descriptor("Tell what an image file looks like, and which lines of configuration serve it")
  public void inspect(CommandSession session, @Descriptor("the file") String file) {
    Path path = session.currentDir().resolve(file).normalize();
    try {
      String told = "";
      while (!Thread.currentThread().isInterrupted()) {
        try {
          Inspection.of(path, caches).stream().map(PrintableText::of).forEach(System.out::println);
          return;
        } catch (PreparingException e) {
          if (!e.getMessage().equals(told)) {
            told = e.getMessage();
            System.out.println(PrintableText.ofLines(told));
          }
        }
      }
    } catch (IOException e) {
      throw new ImageRefusal(e.getMessage(), e);
    }
  }
}
