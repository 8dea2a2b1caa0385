package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Received;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.target.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Initiators that make a target hold as much as they can, and a session beside them that must not
 * notice. {@code -Dsluice.fuzz.seconds=600} makes it a soak.
 */
@Timeout(900)
class MemoryAttackTest {
  private static final int SLOW_READERS = 64;
  private static final int LUN_BYTES = 64 << 20;
  private static final int DISCOVERY_PING = 8 << 10;
  private static final int PING = 256 << 10;

  private final Duration duration = Duration.ofSeconds(Long.getLong("sluice.fuzz.seconds", 5));
  private final List<TestInitiator> attackers = new ArrayList<>();
  private TestUnit unit;
  private TestUnit other;
  private TestServer server;
  private TestInitiator healthy;
  private final Random random = new Random(1);

  @BeforeEach
  void open() throws IOException {
    unit = TestUnit.ofRam("attacked", LUN_BYTES, 512);
    other = TestUnit.ofRam("healthy", 8 << 20, 512);
    serve(Duration.ofMinutes(10));
  }

  private void serve(Duration stall) {
    Limits limits = Limits.DEFAULTS;
    Limits patient =
        new Limits(
            limits.sessions(),
            limits.commands(),
            limits.transferBytes(),
            limits.loginTimeout(),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            limits.taskManagementTimeout(),
            stall);
    if (server == null) {
      server =
          new TestServer(
              patient, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), unit, other);
    } else {
      server.apply(patient, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), unit, other);
    }
  }

  @AfterEach
  void close() throws IOException {
    for (TestInitiator attacker : attackers) {
      attacker.close();
    }
    if (healthy != null) {
      healthy.close();
    }
    server.close();
    unit.close();
    other.close();
  }

  /** Writes and reads of all sizes, each of which must succeed. */
  private void useAndVerify(int rounds) throws IOException {
    if (healthy == null) {
      healthy = TestInitiator.loggedIn(server.address(), 0x7777);
    }
    for (int round = 0; round < rounds; round++) {
      int blocks = 1 << random.nextInt(12);
      int lba = random.nextInt((8 << 20) / 512 - blocks);
      byte[] data = new byte[blocks * 512];
      random.nextBytes(data);
      healthy.write(1, lba, data);
      assertArrayEquals(data, healthy.read(1, lba, blocks));
    }
  }

  private TestInitiator slowReader(int number, boolean discovery) throws IOException {
    TestInitiator attacker = new TestInitiator(server.address(), number, "127.0.0.2");
    attackers.add(attacker);
    attacker.channel().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    attacker
        .channel()
        .setOption(StandardSocketOptions.SO_LINGER, 0); // ends at once, not when TCP gives up
    Map<String, String> text = new LinkedHashMap<>();
    text.put("InitiatorName", TestInitiator.NAME + number);
    text.put("SessionType", discovery ? "Discovery" : "Normal");
    if (!discovery) {
      text.put("TargetName", TestServer.IQN);
    }
    text.put("MaxRecvDataSegmentLength", "16777215");
    assertEquals(0, TestInitiator.status(attacker.operational(text)));
    attacker.channel().configureBlocking(false);
    return attacker;
  }

  private TestInitiator attacker(int number) throws IOException {
    TestInitiator attacker = new TestInitiator(server.address(), number, "127.0.0.2");
    attackers.add(attacker);
    attacker.login(TestInitiator.NAME + number, TestServer.IQN);
    return attacker;
  }

  private static ByteBuffer ping(int length) {
    ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH + length);
    pdu.put(0, TestInitiator.pdu(Opcode.NOP_OUT | Bhs.IMMEDIATE, Bhs.FINAL, 7).array());
    pdu.putInt(Bhs.TOTAL_AHS_LENGTH, length);
    pdu.putInt(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG);
    return pdu.putInt(Bhs.CMD_SN, 1);
  }

  /** Sends what it can of a ping, and begins the next one. */
  private ByteBuffer ping(int i, ByteBuffer pending, boolean reads) throws IOException {
    ByteBuffer now = pending;
    if (now == null || !now.hasRemaining()) {
      now = ping(i % 2 == 0 ? DISCOVERY_PING : PING);
    }
    attackers.get(i).channel().write(now);
    if (reads && attackers.get(i).channel().read(ByteBuffer.allocate(4096)) < 0) {
      throw new EOFException();
    }
    return now;
  }

  private TestInitiator reconnected(int i) throws IOException {
    attackers.get(i).close();
    slowReader(i + 1, i % 2 == 0);
    return attackers.remove(attackers.size() - 1);
  }

  @Test
  void shouldHoldLittleForThoseWhoPingAndReadSlowly() throws IOException {
    ByteBuffer[] pending = new ByteBuffer[SLOW_READERS];
    for (int i = 0; i < SLOW_READERS; i++) {
      slowReader(i + 1, i % 2 == 0);
    }
    long most = 0;
    long end = System.nanoTime() + duration.toNanos();
    int turns = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < SLOW_READERS; i++) {
        try {
          pending[i] = ping(i, pending[i], turns % 50 == i % 50);
        } catch (IOException e) { // it was silent for too long, as it seemed from there
          attackers.set(i, reconnected(i));
          pending[i] = null;
        }
      }
      most = Math.max(most, server.server().held().held());
      if (turns++ % 4 == 0) {
        useAndVerify(1);
      }
    }
    long bound = Runtime.getRuntime().maxMemory() / 4 + SLOW_READERS * HeldMemory.FREE;
    assertTrue(most <= bound, "held " + most);
    for (TestInitiator attacker : attackers) {
      attacker.close();
    }
    healthy.close();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertEquals(0, server.server().held().held()));
  }

  @Test
  void shouldRefuseLargePingsOfDiscovery() throws IOException {
    TestInitiator attacker = slowReader(1, true);
    attacker.channel().configureBlocking(true);
    assertThrows(
        IOException.class,
        () -> {
          attacker.sendRaw(ping(PING));
          while (attacker.receive().opcode() == Opcode.REJECT) {
            // and then the connection ends
          }
        });
  }

  private static byte[] write16(int blocks) {
    return ByteBuffer.allocate(16).put(0, (byte) 0x8A).putInt(10, blocks).array();
  }

  /** As many writes as there is memory for, of which no byte comes. */
  private void beGreedy(TestInitiator attacker) throws IOException {
    int[] sizes = {32, 32, 32, 8, 8, 8, 2};
    for (int mib : sizes) {
      attacker.command(0, write16(mib * 2048), false, true, mib << 20, new byte[0]);
    }
    for (int kib : new int[] {512, 512, 512, 256, 64, 64, 16}) {
      attacker.command(0, write16(kib * 2), false, true, kib << 10, new byte[0]);
    }
  }

  @Test
  void shouldServeOthersBesideWhoKeepsAllMemoryHeCanGet() throws IOException {
    for (int i = 0; i < 8; i++) {
      TestInitiator attacker = attacker(i + 1);
      beGreedy(attacker);
      useAndVerify(10);
    }
    long end = System.nanoTime() + duration.toNanos() / 2;
    while (System.nanoTime() - end < 0) {
      useAndVerify(1);
      for (TestInitiator attacker : attackers) {
        attacker.sendRaw(ping(0));
      }
    }
  }

  @Test
  void shouldServeOthersOfTheSameAddressToo() throws IOException {
    TestInitiator attacker = TestInitiator.loggedIn(server.address(), 1);
    attackers.add(attacker);
    beGreedy(attacker);
    useAndVerify(50);
  }

  @Test
  void shouldServeOthersBesideWhoReadsNothingOfWhatHeAskedFor() throws IOException {
    for (int i = 0; i < 8; i++) {
      TestInitiator attacker = attacker(i + 1);
      for (int n = 0; n < 64; n++) {
        attacker.command(0, read16(2048 * 8), true, false, 8 << 20, new byte[0]);
      }
      useAndVerify(3);
    }
    useAndVerify(10);
  }

  private static byte[] read16(int blocks) {
    return ByteBuffer.allocate(16).put(0, (byte) 0x88).putInt(10, blocks).array();
  }

  @Test
  void shouldEndASessionThatSendsNoByteOfWhatItWasAskedFor() throws IOException {
    serve(Duration.ofMillis(400));
    TestInitiator attacker = attacker(1);
    beGreedy(attacker);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              if (server.server().sessionCount() > 0) {
                attacker.sendRaw(ping(0)); // which it does send
              }
              return server.server().sessionCount() == 0;
            });
    await().untilAsserted(() -> assertEquals(0, server.pool().lent()));
  }

  @Test
  void shouldEndASessionThatReadsNoByteOfWhatWaitsForIt() throws IOException {
    serve(Duration.ofMillis(400));
    TestInitiator attacker = slowReader(1, false);
    attacker.channel().configureBlocking(true);
    for (int n = 0; n < 32; n++) {
      attacker.command(0, read16(2048), true, false, 1 << 20, new byte[0]);
    }
    await().atMost(Duration.ofMinutes(1)).until(() -> server.server().sessionCount() == 0);
    await().untilAsserted(() -> assertEquals(0, server.pool().lent()));
  }

  /** Larger than what is asked for at once, and more of them than there is memory for. */
  @Test
  void shouldCompleteMoreWritesThanThereIsMemoryFor() throws IOException {
    TestInitiator initiator = TestInitiator.loggedIn(server.address(), 1);
    attackers.add(initiator);
    int length = 16 << 20;
    byte[][] data = new byte[3][length];
    Map<Integer, byte[]> tags = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      random.nextBytes(data[i % 3]);
      int tag =
          initiator.command(
              0,
              ByteBuffer.wrap(write16(length / 512)).putInt(6, i % 3 * length / 512).array(),
              false,
              true,
              length,
              new byte[0]);
      tags.put(tag, data[i % 3]);
    }
    int good = 0;
    while (good < 12) {
      Received pdu = initiator.receive();
      int tag = pdu.u32(Bhs.INITIATOR_TASK_TAG);
      if (pdu.opcode() == Opcode.READY_TO_TRANSFER) {
        initiator.sendData(
            tag,
            pdu.u32(Bhs.TARGET_TRANSFER_TAG),
            tags.get(tag),
            pdu.u32(Bhs.BUFFER_OFFSET),
            pdu.u32(Bhs.DESIRED_LENGTH));
      } else {
        assertEquals(Opcode.SCSI_RESPONSE, pdu.opcode());
        assertEquals(0, pdu.u8(Bhs.STATUS));
        good++;
      }
    }
    await().untilAsserted(() -> assertEquals(0, server.pool().lent()));
  }
}
