package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@Timeout(120)
class ManySessionsTest {
  private static final int SESSIONS = 64;
  private static final int LUNS = 8;
  private static final int ROUNDS = 25;

  /** Blocks of a LUN that belong to one session. */
  private static final int BLOCKS = 256;

  @Test
  void shouldKeepWhatManySessionsWriteToManyLuns() throws Exception {
    TestUnit[] units = new TestUnit[LUNS];
    for (int i = 0; i < LUNS; i++) {
      units[i] = TestUnit.ofRam("ram" + i, SESSIONS * BLOCKS * 512, 512);
    }
    ExecutorService pool = Executors.newFixedThreadPool(SESSIONS);
    try (TestServer server = new TestServer(units)) {
      List<Future<?>> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        int session = i;
        sessions.add(pool.submit(() -> writeAndVerify(server, session)));
      }
      for (Future<?> session : sessions) {
        session.get();
      }
      await().until(() -> server.server().sessionCount() == 0);
      await().atMost(Duration.ofMinutes(1)).until(() -> connectionThreads() == 0);
      assertEquals(0, server.pool().lent());
    } finally {
      pool.shutdown();
      for (TestUnit unit : units) {
        unit.close();
      }
    }
  }

  private static long connectionThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sluice-iscsi-connection"))
        .count();
  }

  private static Void writeAndVerify(TestServer server, int session) throws Exception {
    Random random = new Random(session);
    byte[][] expected = new byte[LUNS][BLOCKS * 512];
    String digest = session % 4 == 0 ? "CRC32C" : "None";
    try (TestInitiator initiator =
        TestInitiator.loggedIn(
            server.address(), session, "HeaderDigest", digest, "DataDigest", digest)) {
      for (int round = 0; round < ROUNDS; round++) {
        int lun = random.nextInt(LUNS);
        int from = random.nextInt(BLOCKS);
        int blocks = 1 + random.nextInt(BLOCKS - from);
        byte[] data = new byte[blocks * 512];
        random.nextBytes(data);
        initiator.write(lun, session * BLOCKS + from, data);
        System.arraycopy(data, 0, expected[lun], from * 512, data.length);
        int checked = random.nextInt(LUNS);
        assertArrayEquals(expected[checked], initiator.read(checked, session * BLOCKS, BLOCKS));
      }
      initiator.logout();
    }
    return null;
  }
}
