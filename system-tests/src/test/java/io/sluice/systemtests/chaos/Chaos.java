package io.sluice.systemtests.chaos;

import io.sluice.systemtests.chaos.BackendJars.Damage;
import io.sluice.systemtests.chaos.GatewayProcess.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Does to a gateway whatever can be done to it, one thing after another, as a seed says. After each
 * of them all its LUNs must serve again; what must not work must have been refused.
 *
 * <p>Each LUN NAME has two handlers, NAME-a and NAME-b, over the same file.
 */
final class Chaos {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A good jar must have started by then, on a slow machine too; one that hangs costs as much. */
  private static final int SECONDS_TO_START = 6;

  private final GatewayProcess gateway;
  private final BackendJars jars;
  private final List<String> luns;
  private final String transport;
  private final Path images;
  private final long imageBytes;
  private final Random random;

  /** By LUN, the handler that its file names. */
  private final Map<String, String> configured = new HashMap<>();

  private int revision;
  private int swaps;
  private int kills;

  /**
   * @param luns names of the LUNs
   * @param transport which the LUNs name
   * @param images folder of the LUNs' images, NAME.img
   */
  Chaos(
      GatewayProcess gateway,
      BackendJars jars,
      List<String> luns,
      String transport,
      Path images,
      long imageBytes,
      long seed) {
    this.gateway = gateway;
    this.jars = jars;
    this.luns = luns;
    this.transport = transport;
    this.images = images;
    this.imageBytes = imageBytes;
    random = new Random(seed);
  }

  /** Writes the configuration of the LUNs. */
  void configure() throws IOException {
    write("io.sluice.bundles", "startSeconds = " + SECONDS_TO_START);
    for (String lun : luns) {
      writeHandler(lun, "a", true);
      writeHandler(lun, "b", true);
      writeLun(lun, "a", 4, transport);
    }
  }

  /**
   * Each time it is another configuration, and preferred to the one before. QEMU takes it for an
   * error when a disk in use loses its discard; Linux does not.
   */
  private void writeHandler(String lun, String which, boolean discard) throws IOException {
    write(
        "io.sluice.backend.file-" + lun + "-" + which,
        "path = %s\nsize = %d\ncreate = true\ndiscard = %s\nservice.ranking = %d"
            .formatted(
                images.resolve(lun + ".img"),
                imageBytes,
                discard || transport.equals("iscsi") ? "auto" : "off",
                revision++));
  }

  /** Returns what tells this configuration from every other. */
  private int writeLun(String lun, String which, int threads, String transport) throws IOException {
    int holdCommands = 1024 + revision++;
    configured.put(lun, which);
    write(
        "io.sluice.lun-" + lun,
        "handler = %s-%s\ntransports = %s\nthreads = %d\nholdCommands = %d"
            .formatted(lun, which, transport, threads, holdCommands));
    return holdCommands;
  }

  private void write(String pid, String content) throws IOException {
    Path file = gateway.base().resolve("etc/" + pid + ".cfg");
    Path whole = file.resolveSibling("." + pid + ".new");
    Files.writeString(whole, content + "\n");
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Goes on until enough was done; kills are spread over it.
   *
   * @throws IllegalStateException when the gateway did not do what it has to
   */
  void run(Extent extent) throws IOException, InterruptedException {
    int swapsBefore = swaps;
    int killsBefore = kills;
    long begin = System.nanoTime();
    while (true) {
      double done = extent.done(swaps - swapsBefore, Duration.ofNanos(System.nanoTime() - begin));
      int killed = kills - killsBefore;
      if (killed < extent.kills() && done >= (killed + 1.0) / (extent.kills() + 1)) {
        kill();
      } else if (done < 1) {
        step();
      } else {
        return;
      }
      awaitServing();
    }
  }

  /**
   * How long it goes on.
   *
   * @param swaps so many at least
   * @param kills so many in all
   * @param time so long at least
   */
  record Extent(int swaps, int kills, Duration time) {
    /** What part of it is done, 1 when all is. */
    double done(int swapsDone, Duration passed) {
      double ofTime = time.isZero() ? 1 : (double) passed.toMillis() / time.toMillis();
      return Math.min(ofTime, (double) swapsDone / Math.max(1, swaps));
    }
  }

  int swaps() {
    return swaps;
  }

  int kills() {
    return kills;
  }

  private void step() throws IOException, InterruptedException {
    int chance = random.nextInt(20);
    String lun = oneOf(luns);
    if (chance < 6) {
      bind(lun);
    } else if (chance < 9) {
      rebind(lun);
    } else if (chance < 12) {
      configureHandler(lun);
    } else if (chance < 14) {
      mistake(lun);
    } else if (chance < 16) {
      upgrade();
    } else if (chance < 18) {
      damaged(oneOf(List.of(Damage.values())));
    } else if (chance < 19) {
      removeAndReturn();
    } else {
      suspend(lun);
    }
  }

  private <T> T oneOf(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** By its configuration file. */
  private void rebind(String lun) throws IOException, InterruptedException {
    String which = oneOf(List.of("a", "b"));
    int threads = 1 + random.nextInt(4);
    say("configure " + lun + ": handler " + lun + "-" + which + ", " + threads + " threads");
    boolean isAnother = !which.equals(configured.get(lun));
    int holdCommands = writeLun(lun, which, threads, transport);
    await(
        lun + " has its new configuration",
        "lun:info " + lun,
        output -> output.contains(" " + holdCommands + " "));
    if (isAnother) { // what the file said before is no order to leave what a command has bound
      await(
          lun + " serves from " + lun + "-" + which,
          "lun:list",
          output ->
              output
                  .lines()
                  .anyMatch(
                      line -> line.matches(lun + " +SERVING .* " + lun + "-" + which + " .*")));
    }
    swaps++;
  }

  /** By a command. */
  private void bind(String lun) throws IOException {
    int times = 1 + random.nextInt(4);
    say("bind " + lun + " " + times + " times");
    for (int i = 0; i < times; i++) {
      require(gateway.ask("lun:bind %s %s-%s".formatted(lun, lun, oneOf(List.of("a", "b")))));
      swaps++;
    }
  }

  private void configureHandler(String lun) throws IOException, InterruptedException {
    String which = oneOf(List.of("a", "b"));
    boolean discard = random.nextBoolean();
    say("configure handler " + lun + "-" + which + ", discard " + discard);
    writeHandler(lun, which, discard);
    Thread.sleep(700); // until the file is read; what comes of it, if anything, is not our matter
    swaps++;
  }

  private void mistake(String lun) throws IOException, InterruptedException {
    String which = oneOf(List.of("a", "b"));
    String mistake =
        oneOf(
            List.of(
                "path = nowhere",
                "path = /nowhere/at.all",
                "blockSize = 7",
                "smile = true",
                "size = lots"));
    say("mistake in handler " + lun + "-" + which + ": " + mistake);
    write("io.sluice.backend.file-" + lun + "-" + which, mistake);
    String handler = lun + "-" + which;
    await(
        "the mistake is told",
        "handler:list " + handler,
        output -> output.contains("FAILED") || mistake.contains("at.all"));
    awaitServing();
    writeHandler(lun, which, true);
    await("the mistake is gone", "handler:list " + handler, output -> !output.contains("FAILED"));
  }

  private void upgrade() throws IOException, InterruptedException {
    String version = jars.dropNewer();
    say("upgrade to " + version);
    await("version " + version + " is deployed", "bundle:status", deployed(version));
    swaps += luns.size();
  }

  private static Predicate<String> deployed(String version) {
    return output ->
        output.lines().anyMatch(line -> line.contains(version) && line.contains("DEPLOYED"));
  }

  private void damaged(Damage damage) throws IOException, InterruptedException {
    byte[] good = jars.content();
    String version = jars.dropDamaged(damage);
    say("a jar of version " + version + " that is " + damage);
    Path marker = marker(".failed");
    await("the jar is refused", () -> Files.exists(marker));
    awaitServing();
    jars.put(good);
    await("the good jar is back", () -> Files.exists(marker(".deployed")));
  }

  private Path marker(String suffix) {
    return jars.file().resolveSibling(jars.file().getFileName() + suffix);
  }

  private void removeAndReturn() throws IOException, InterruptedException {
    say("remove the jar, and return it");
    byte[] good = jars.content();
    jars.remove();
    Thread.sleep(1200); // two looks into the folder; that nothing happens can't be waited for
    awaitServing();
    jars.put(good);
    await("the jar is back", () -> Files.exists(marker(".deployed")));
  }

  private void suspend(String lun) throws IOException {
    say("suspend and resume " + lun);
    require(gateway.ask("lun:suspend " + lun));
    require(gateway.ask("lun:resume " + lun));
  }

  private void kill() throws IOException, InterruptedException {
    say("kill -9 and start again");
    gateway.kill();
    gateway.start();
    kills++;
  }

  private void require(Answer answer) {
    if (!answer.succeeded()) {
      throw new IllegalStateException(answer.output());
    }
  }

  /** Waits until every LUN serves. */
  void awaitServing() throws IOException, InterruptedException {
    for (String lun : luns) {
      await(
          lun + " serves",
          "lun:list",
          output -> output.lines().anyMatch(line -> line.matches(lun + " +SERVING .*")));
    }
  }

  private void await(String what, String command, Predicate<String> condition)
      throws IOException, InterruptedException {
    String[] last = {""};
    await(
        what,
        () -> {
          try {
            last[0] = gateway.ask(command).output();
          } catch (IOException e) { // it starts
            last[0] = e.toString();
            return false;
          }
          return condition.test(last[0]);
        },
        last);
  }

  private void await(String what, Condition condition) throws IOException, InterruptedException {
    await(what, condition, new String[] {""});
  }

  private void await(String what, Condition condition, String[] last)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (!gateway.isAlive()) {
        throw new IllegalStateException("the gateway has ended, before: " + what);
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("never: " + what + "\n" + last[0]);
      }
      Thread.sleep(50);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void say(String what) {
    System.out.println("%d swaps, %d kills: %s".formatted(swaps, kills, what));
  }
}
