package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend of somebody who has a distribution, Maven and docs/backends/writing.md. */
class StrangersBackendIT {
  private static final Path GUIDE = Path.of("../docs/backends/writing.md");

  @TempDir Path base;
  @TempDir Path folder;
  private Distribution distribution;

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
  }

  @Test
  void shouldBeMadeTestedDroppedInAndUsed() throws Exception {
    run(folder, archetypeCommand());
    Path project = folder.resolve("example-disk");
    run(project, List.of("package"));
    assertTrue(
        Files.readString(only(project.resolve("target/surefire-reports"), ".txt"))
            .matches("(?s).*Tests run: [1-9][0-9], Failures: 0, Errors: 0.*"));

    Path bundles = Files.createDirectories(base.resolve("bundles"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Path jar = only(project.resolve("target"), "SNAPSHOT.jar");
      Files.copy(jar, bundles.resolve("example-disk.jar"));
      await()
          .untilAsserted(
              () ->
                  assertTrue(
                      gateway.execute("backend:list").contains("example "), gateway::output));

      String image = folder.resolve("disk1.img").toString();
      String made =
          gateway.execute("lun:create", "disk1", "--example", "--path", image, "--size", "64M");

      assertTrue(made.matches("(?s).*disk1 +SERVING +64 MiB.*"), made);
    }
  }

  /** The command that the guide shows, with the distribution's place in it. */
  private List<String> archetypeCommand() throws IOException {
    String guide = Files.readString(GUIDE);
    int from = guide.indexOf("mvn -B -s $SLUICE");
    String command = guide.substring(from, guide.indexOf("\ncd example-disk", from));
    String home = distribution.home().toString();
    List<String> words =
        new ArrayList<>(
            List.of(command.replace("\\\n", " ").replace("$SLUICE", home).trim().split(" +", -1)));
    words.remove(0);
    return words;
  }

  /**
   * Maven, with a local repository that is as empty as a stranger's; what this build has downloaded
   * already is taken from there.
   */
  private void run(Path where, List<String> words) throws Exception {
    Path settings = folder.resolve("global-settings.xml");
    Files.writeString(settings, settings(Path.of(System.getProperty("localRepository"))));
    List<String> command =
        new ArrayList<>(List.of("mvn", "-gs", settings.toString(), "-B", "--no-transfer-progress"));
    command.add("-Dmaven.repo.local=" + folder.resolve("repository"));
    command.addAll(words);
    Path output = folder.resolve("maven.log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().put("JAVA_HOME", distribution.javaHome().toString());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    int status = process.waitFor();
    String text = Files.readString(output);
    assertEquals(0, status, () -> String.join(" ", command) + "\n" + text);
  }

  private static String settings(Path downloaded) {
    return """
    <settings>
      <profiles>
        <profile>
          <id>downloaded</id>
          <repositories>
            <repository><id>downloaded</id><url>%1$s</url></repository>
          </repositories>
          <pluginRepositories>
            <pluginRepository><id>downloaded</id><url>%1$s</url></pluginRepository>
          </pluginRepositories>
        </profile>
      </profiles>
      <activeProfiles><activeProfile>downloaded</activeProfile></activeProfiles>
    </settings>
    """
        .formatted(downloaded.toUri());
  }

  private static Path only(Path where, String ending) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .findFirst()
          .orElseThrow();
    }
  }
}
