package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.SwapResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two configurations that give one handler's name to two volumes. */
class SecondVolumeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String A = "a.cfg";
  private static final String B = "b.cfg";

  @TempDir private Path var;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> files = new HashSet<>(Set.of(A, B));
  private Candidates candidates;
  private Lun lun;

  @BeforeEach
  void start() throws ConfigException {
    candidates = new Candidates();
    LunState state = LunState.of("disk", var, files::contains);
    lun = new Lun(Commands.config(), candidates, new IoThreads(), timer, state);
    lun.control().start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    lun.control().beginStop();
    lun.control().awaitStopped();
    lun.shut();
  }

  private void restart() throws Exception {
    stop();
    start();
  }

  @AfterEach
  void endTimer() {
    timer.shutdownNow();
  }

  private static TestHandler of(String identity) {
    return new TestHandler("disk").with(TestHandler.info(2048, identity));
  }

  private Candidate comes(String identity, long serviceId, int ranking, String source) {
    Candidate candidate = of(identity).candidate(serviceId, ranking, source);
    candidates.put(candidate);
    lun.control().candidatesChanged();
    return candidate;
  }

  private void goes(Candidate candidate) {
    candidates.remove(candidate);
    lun.control().candidatesChanged();
  }

  private void awaitServing(Candidate candidate, String... notes) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertEquals(BindingState.SERVING, lun.control().status().state());
              assertTrue(lun.control().bound().filter(candidate::isSameService).isPresent());
              for (String note : notes) {
                String told = lun.control().status().reason();
                assertTrue(told.contains(note), told);
              }
              if (notes.length == 0) {
                assertEquals("", lun.control().status().reason());
              }
            });
  }

  private void awaitRefused() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                lun.control().bound().isEmpty()
                    && lun.control().status().reason().contains("another volume"));
  }

  @Test
  void shouldStayWithItsVolumeWhenAnotherFileGivesItsNameToAnotherOne() {
    Candidate first = comes("volume 1", 1, 0, A);
    awaitServing(first);
    comes("volume 2", 2, 10, B);
    awaitServing(
        first,
        B + " gives the name 'disk' to another volume (volume 2) than " + A + ", which serves",
        "lun:bind disk disk");
  }

  @Test
  void shouldTakeAnotherFilesBetterWayToTheSameVolume() {
    awaitServing(comes("volume 1", 1, 0, A));
    awaitServing(comes("volume 1", 2, 10, B));
  }

  @Test
  void shouldTakeAnotherVolumeOfTheSameFile() {
    awaitServing(comes("volume 1", 1, 0, A));
    awaitServing(comes("volume 2", 2, 0, A));
  }

  @Test
  void shouldTakeNoVolumeOfAnotherFileThatTellsNothingOfItself() {
    Candidate first = comes("", 1, 0, A);
    awaitServing(first);
    comes("", 2, 10, B);
    awaitServing(first, "another volume (which tells nothing of itself)");
  }

  @Test
  void shouldTakeTheNewerOfTwoThatAreOfNoFile() {
    awaitServing(comes("volume 1", 1, 0, ""));
    awaitServing(comes("volume 2", 2, 0, ""));
  }

  @Test
  void shouldNotServeTheOtherVolumeWhenItsOwnGoes() {
    Candidate first = comes("volume 1", 1, 0, A);
    awaitServing(first);
    comes("volume 2", 2, 10, B);
    awaitServing(first, "another volume");
    goes(first);
    awaitRefused();
    awaitServing(comes("volume 1", 3, 0, A), "another volume");
  }

  @Test
  void shouldServeWhatItServedBeforeTheRestartWhicheverComesFirst() throws Exception {
    awaitServing(comes("volume 1", 1, 0, A));
    restart();
    comes("volume 2", 1, 10, B);
    awaitRefused();
    Candidate first = comes("volume 1", 2, 0, A);
    awaitServing(first, "another volume");
    restart();
    Candidate again = comes("volume 1", 1, 0, A);
    awaitServing(again);
    comes("volume 2", 2, 0, B);
    awaitServing(again, "another volume");
  }

  @Test
  void shouldServeTheOtherVolumeAfterARestartWhereItsOwnFileIsGone() throws Exception {
    awaitServing(comes("volume 1", 1, 0, A));
    files.remove(A);
    restart();
    awaitServing(comes("volume 2", 1, 0, B));
  }

  @Test
  void shouldGoOverToTheOtherVolumeWhenAPersonSaysSoAndStayThere() throws Exception {
    Candidate first = comes("volume 1", 1, 0, A);
    awaitServing(first);
    Candidate second = comes("volume 2", 2, 10, B);
    awaitServing(first, "another volume");
    assertEquals(
        SwapResult.SWAPPED,
        lun.control().bind("disk", "lun:bind", false).get(30, TimeUnit.SECONDS).result());
    awaitServing(second);
    restart();
    Candidate again = comes("volume 2", 2, 10, B);
    awaitServing(again);
    comes("volume 1", 3, 10, A);
    awaitServing(again, A + " gives the name 'disk' to another volume (volume 1)");
  }
}
