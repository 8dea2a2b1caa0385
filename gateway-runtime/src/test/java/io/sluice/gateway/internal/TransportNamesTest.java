package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is peculiar to a transport is the transport's to say: there may be others. */
class TransportNamesTest {
  private static final Pattern HEADER =
      Pattern.compile("^" + Transport.HEADER + ":\\s*([a-z0-9]+)", Pattern.MULTILINE);
  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|^\\s*//.*?$", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void shouldNameNoTransportInTheGateway() throws IOException {
    Set<String> names = names();
    assertTrue(names.size() >= 2, "too few transports were found: " + names);
    Pattern name = Pattern.compile("\\b(" + String.join("|", names) + ")\\b");
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher hit = name.matcher(COMMENT.matcher(Files.readString(file)).replaceAll(""));
        while (hit.find()) {
          found.add(file + ": " + hit.group());
        }
      }
    }

    assertEquals(List.of(), found);
  }

  /** Of all that say they are one. */
  private static Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.toList()) {
        Path bnd = module.resolve("bnd.bnd");
        if (Files.exists(bnd)) {
          HEADER.matcher(Files.readString(bnd)).results().forEach(hit -> names.add(hit.group(1)));
        }
      }
    }
    return names;
  }
}
