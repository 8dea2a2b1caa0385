package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.login.TextKeys;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Throws damaged PDUs at a target: logins, commands, data, text, in any order and with any field
 * changed. No exception escapes, no memory stays lent, and a session beside it goes on unharmed.
 * {@code -Dsluice.fuzz.seconds=600} makes it a soak; {@code -Dsluice.fuzz.seed} repeats a run.
 */
@Timeout(900)
class FuzzTest {
  private static final int[] OPCODES = {
    Opcode.NOP_OUT,
    Opcode.SCSI_COMMAND,
    Opcode.SCSI_COMMAND,
    Opcode.TASK_MANAGEMENT_REQUEST,
    Opcode.LOGIN_REQUEST,
    Opcode.TEXT_REQUEST,
    Opcode.DATA_OUT,
    Opcode.DATA_OUT,
    Opcode.LOGOUT_REQUEST,
    Opcode.SNACK_REQUEST,
    0x1C
  };

  /** Not to be hit by chance: who logs in with it takes the witness's session over, rightly. */
  private static final long WITNESS_ISID = 0x40_5A17_C3E9_6BL;

  private final long seed = Long.getLong("sluice.fuzz.seed", System.nanoTime());
  private final Duration duration = Duration.ofSeconds(Long.getLong("sluice.fuzz.seconds", 15));
  private final Random random = new Random(seed);

  @Test
  void shouldSurviveAnythingAndHarmNobody() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.iscsi");
    logger.setAdditive(false); // thousands of refused connections
    log.start();
    logger.addAppender(log);
    try (TestUnit unit = TestUnit.ofRam("ram", 8 << 20, 512);
        TestUnit other = TestUnit.ofRam("other", 8 << 20, 512);
        TestServer server = new TestServer(unit, other);
        TestInitiator witness = TestInitiator.loggedIn(server.address(), WITNESS_ISID)) {
      byte[] data = new byte[64 << 10];
      random.nextBytes(data);
      witness.write(1, 0, data);
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() - end < 0) {
        attack(server);
        try {
          assertArrayEquals(data, witness.read(1, 0, 128), () -> "seed " + seed);
        } catch (IOException e) {
          fail("seed " + seed + ": the witness was dropped; " + log.list, e);
        }
        synchronized (log) {
          for (ILoggingEvent event : log.list) {
            if (event.getLevel() == Level.ERROR) {
              fail("seed " + seed + ": " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
          }
          log.list.clear();
        }
      }
      await().until(() -> server.pool().lent() == 0);
      await().until(() -> server.server().sessionCount() == 1);
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
    }
  }

  private void attack(TestServer server) throws IOException {
    try (TestInitiator initiator = new TestInitiator(server.address(), 1)) {
      initiator.channel().configureBlocking(true);
      if (random.nextInt(4) == 0) {
        initiator.sendRaw(damage(login()));
      } else {
        initiator.sendRaw(login());
        int pdus = 1 + random.nextInt(30);
        for (int i = 0; i < pdus; i++) {
          ByteBuffer pdu = pdu(i);
          initiator.sendRaw(random.nextInt(3) == 0 ? damage(pdu) : pdu);
        }
      }
      if (random.nextBoolean()) {
        drain(initiator);
      }
    } catch (IOException e) {
      // it dropped us, as it may
    }
  }

  /** Reads what comes until nothing more does for a moment. */
  private static void drain(TestInitiator initiator) throws IOException {
    initiator.channel().socket().setSoTimeout(20);
    byte[] bytes = new byte[4096];
    while (initiator.channel().socket().getInputStream().read(bytes) >= 0) {
      // on
    }
  }

  private ByteBuffer login() {
    byte[] text =
        TextKeys.format(Map.of("InitiatorName", TestInitiator.NAME, "TargetName", TestServer.IQN));
    ByteBuffer header =
        TestInitiator.pdu(Opcode.LOGIN_REQUEST | Bhs.IMMEDIATE, Bhs.TRANSIT | 1 << 2 | 3, 1)
            .putLong(Bhs.ISID, (long) random.nextInt(4) << 16)
            .putInt(Bhs.CMD_SN, 1);
    return join(header, text);
  }

  /** A PDU that is right, or nearly. */
  private ByteBuffer pdu(int cmdSn) {
    int opcode = OPCODES[random.nextInt(OPCODES.length)];
    boolean immediate = random.nextInt(4) == 0;
    ByteBuffer header =
        TestInitiator.pdu(
            opcode | (immediate ? Bhs.IMMEDIATE : 0), random.nextInt(256), random.nextInt(16));
    header.putInt(Bhs.CMD_SN, 1 + cmdSn);
    spareTheWitness(header);
    byte[] data = new byte[random.nextInt(3) == 0 ? random.nextInt(9000) : 0];
    switch (opcode) {
      case Opcode.SCSI_COMMAND -> {
        header.putInt(Bhs.EXPECTED_DATA_TRANSFER_LENGTH, random.nextInt(200_000));
        boolean write = random.nextBoolean();
        int blocks = random.nextInt(300);
        header.put(
            Bhs.CDB,
            write
                ? TestInitiator.write10(random.nextInt(4096), blocks)
                : TestInitiator.read10(random.nextInt(4096), blocks));
        if (random.nextInt(5) == 0) {
          header.put(Bhs.CDB, (byte) random.nextInt(256));
        }
      }
      case Opcode.DATA_OUT ->
          header
              .putInt(Bhs.TARGET_TRANSFER_TAG, random.nextInt(4) - 1)
              .putInt(Bhs.DATA_SN, random.nextInt(3))
              .putInt(Bhs.BUFFER_OFFSET, random.nextInt(3) * 8192);
      default -> header.putInt(Bhs.TARGET_TRANSFER_TAG, random.nextInt(3) - 1);
    }
    return join(header, data);
  }

  private static ByteBuffer join(ByteBuffer header, byte[] data) {
    header.putInt(Bhs.TOTAL_AHS_LENGTH, data.length);
    return ByteBuffer.allocate(Bhs.LENGTH + data.length + Bhs.padding(data.length))
        .put(0, header, 0, Bhs.LENGTH)
        .put(Bhs.LENGTH, data);
  }

  private ByteBuffer damage(ByteBuffer pdu) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(Math.min(pdu.limit(), 200));
      pdu.put(at, (byte) random.nextInt());
    }
    spareTheWitness(pdu);
    return random.nextInt(8) == 0 ? pdu.limit(random.nextInt(pdu.limit())) : pdu;
  }

  /** What an initiator may rightly do to others: not to the LUN of the witness, and no resets. */
  private void spareTheWitness(ByteBuffer pdu) {
    switch (pdu.get(0) & Bhs.OPCODE_MASK) {
      case Opcode.SCSI_COMMAND -> pdu.putLong(Bhs.LUN, 2L * random.nextInt(2) << 48);
      case Opcode.TASK_MANAGEMENT_REQUEST ->
          pdu.put(Bhs.FLAGS, (byte) (Bhs.FINAL | random.nextInt(4)));
      default -> {}
    }
  }
}
