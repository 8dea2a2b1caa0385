package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestSecrets;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.target.Limits;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What strangers do to the portal, with a session beside it that must see nothing of it. Longer
 * with {@code -Dsluice.attack.seconds}.
 */
class StrangersAttackTest {
  private static final long SECONDS = Long.getLong("sluice.attack.seconds", 2);
  private static final String SECRET = "secret-of-alice";

  private TestUnit unit;
  private TestServer server;
  private Healthy healthy;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    unit = TestUnit.ofRam("ram", 1 << 20, 512);
    ChapSecrets secrets =
        TestSecrets.of("initiator alice " + SECRET, "initiator mallory secret-of-mallory");
    server =
        new TestServer(
            Limits.DEFAULTS, TestServer.OFFER, AccessList.EVERYBODY, Optional.of(secrets), unit);
    healthy = new Healthy();
  }

  @AfterEach
  void stop() throws Exception {
    over.set(true);
    pool.shutdownNow();
    server.close();
    unit.close();
  }

  /** Writes and reads back, all the time. */
  private final class Healthy {
    private final AtomicInteger rounds = new AtomicInteger();
    private final Future<Void> done;

    Healthy() throws IOException {
      TestInitiator initiator = new TestInitiator(server.address(), 1, "127.0.0.10");
      String name = TestInitiator.NAME;
      assertEquals(0, initiator.chapLogin(name, TestServer.IQN, "alice", SECRET));
      done = pool.submit(() -> work(initiator));
    }

    private Void work(TestInitiator initiator) throws IOException {
      Random random = new Random(1);
      try (initiator) {
        while (!over.get()) {
          byte[] data = new byte[8 * 512];
          random.nextBytes(data);
          int lba = random.nextInt(1000);
          initiator.write(0, lba, data);
          assertArrayEquals(data, initiator.read(0, lba, 8));
          rounds.incrementAndGet();
        }
      }
      return null;
    }

    void requireUnharmed() throws Exception {
      int before = rounds.get();
      await().until(() -> rounds.get() > before + 10);
      over.set(true);
      done.get();
    }
  }

  /** The status of a login of somebody with a secret. */
  private int login(long isid, String from, String name, String secret) throws IOException {
    try (TestInitiator initiator = new TestInitiator(server.address(), isid, from)) {
      return initiator.chapLogin(TestInitiator.NAME, TestServer.IQN, name, secret);
    }
  }

  private static long deadline() {
    return System.nanoTime() + SECONDS * 1_000_000_000L;
  }

  @Test
  void shouldLetPeopleLogInWhileStrangersHoldAllPlaces() throws Exception {
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) { // from 4 addresses, and nothing is sent
        open.add(new TestInitiator(server.address(), 9, "127.0.0." + (20 + i % 4)).channel());
      }
      long deadline = deadline();
      int logins = 0;
      do {
        assertEquals(0, login(2, "127.0.0.10", "alice", SECRET)); // was there lately
        assertEquals(0, login(3, "127.0.1." + (1 + logins % 200), "alice", SECRET)); // was not
        open.add(new TestInitiator(server.address(), 9, "127.0.0.2" + logins % 4).channel());
        logins++;
      } while (logins < 10 || System.nanoTime() < deadline);
      healthy.requireUnharmed();
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }

  @Test
  void shouldLetThoseDiscoverWhoMayWhileOthersHoldDiscoverySessions() throws Exception {
    server.apply(Limits.DEFAULTS, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), unit);
    List<TestInitiator> open = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        TestInitiator stranger = new TestInitiator(server.address(), i, "127.0.0." + (20 + i % 2));
        open.add(stranger);
        assertEquals(0, stranger.openDiscovery(TestInitiator.NAME));
      }
      try (TestInitiator honest = new TestInitiator(server.address(), 500, "127.0.0.30")) {
        assertEquals(0, honest.openDiscovery(TestInitiator.NAME));
        assertTrue(honest.sendTargets().contains(TestServer.IQN));
      }
      healthy.requireUnharmed();
    } finally {
      for (TestInitiator each : open) {
        each.close();
      }
    }
  }

  @Test
  void shouldJudgeFewGuessesOfOneWhoHasASecretHimselfAndLockNobodyOut() throws Exception {
    AtomicInteger judged = new AtomicInteger();
    List<Future<Void>> guessers = new ArrayList<>();
    long deadline = deadline();
    for (int i = 0; i < 8; i++) {
      int number = i;
      guessers.add(
          pool.submit(
              () -> {
                while (System.nanoTime() < deadline) {
                  login(100 + number, "127.0.0.66", "mallory", "secret-of-mallory");
                  int status = login(200 + number, "127.0.0.66", "alice", "a-wrong-guess");
                  judged.addAndGet(status == 0x0201 ? 1 : 0);
                }
                return null;
              }));
    }
    int logins = 0;
    while (System.nanoTime() < deadline || logins < 3) {
      assertEquals(0, login(2, "127.0.0.10", "alice", SECRET));
      logins++;
    }
    for (Future<Void> guesser : guessers) {
      guesser.get();
    }
    // Three at once, and then at 0.5, 1.5, 3.5, 7.5 … seconds.
    assertTrue(judged.get() <= 5 + SECONDS / 2, judged + " guesses were judged");
    healthy.requireUnharmed();
  }
}
