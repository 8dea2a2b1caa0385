package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.ScsiResponse;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Sent;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RingFaultTest {
  private static final int DATA_OFFSET = TcmuAbi.MAILBOX_SIZE + (16 << 10);

  private final SimulatedKernel kernel = new SimulatedKernel();
  private final TestUnit unit = new TestUnit("disk0");

  private static Arguments of(String what, BiConsumer<ByteBuffer, Integer> damage) {
    return Arguments.of(Named.of(what, damage));
  }

  /** What is written over a good READ(10), at this offset of the mapping. */
  static Stream<Arguments> nonsense() {
    int iov = TcmuAbi.REQ_IOV;
    return Stream.of(
        of("length 0", (m, e) -> m.putInt(e, TcmuAbi.OP_CMD)),
        of("length past the head", (m, e) -> m.putInt(e, 4096 | TcmuAbi.OP_CMD)),
        of("negative length", (m, e) -> m.putInt(e, -8 | TcmuAbi.OP_CMD)),
        of("shorter than a command", (m, e) -> m.putInt(e, 104 | TcmuAbi.OP_CMD)),
        of("too many iovecs", (m, e) -> m.putInt(e + TcmuAbi.REQ_IOV_CNT, 1000)),
        of("iovecs beyond 32 bits", (m, e) -> m.putInt(e + TcmuAbi.REQ_IOV_CNT, -1)),
        of("too many second iovecs", (m, e) -> m.putInt(e + TcmuAbi.REQ_IOV_BIDI_CNT, 1000)),
        of("too many DIF iovecs", (m, e) -> m.putInt(e + TcmuAbi.REQ_IOV_DIF_CNT, 1000)),
        of("CDB outside the mapping", (m, e) -> m.putLong(e + TcmuAbi.REQ_CDB_OFF, 1L << 40)),
        of("CDB before the mapping", (m, e) -> m.putLong(e + TcmuAbi.REQ_CDB_OFF, -8)),
        of("CDB in the mailbox", (m, e) -> m.putLong(e + TcmuAbi.REQ_CDB_OFF, 0)),
        of("CDB in the data area", (m, e) -> m.putLong(e + TcmuAbi.REQ_CDB_OFF, DATA_OFFSET)),
        of("CDB in the next entry", (m, e) -> m.putLong(e + TcmuAbi.REQ_CDB_OFF, e + 128)),
        of("data in the ring", (m, e) -> m.putLong(e + iov, TcmuAbi.MAILBOX_SIZE)),
        of("data past the end", (m, e) -> m.putLong(e + iov, m.capacity() - 8)),
        of("data far away", (m, e) -> m.putLong(e + iov, Long.MAX_VALUE)),
        of("data at a negative offset", (m, e) -> m.putLong(e + iov, -4096)),
        of("more data than there is", (m, e) -> m.putLong(e + iov + 8, m.capacity())),
        of("a negative amount of data", (m, e) -> m.putLong(e + iov + 8, -1)),
        of("an amount that wraps", (m, e) -> m.putLong(e + iov + 8, Long.MAX_VALUE)),
        of(
            "a task management entry that is too short",
            (m, e) -> m.putInt(e, m.getInt(e) & ~7 | TcmuAbi.OP_TMR).putInt(e + 12, 1000)),
        of("a head outside the ring", (m, e) -> m.putInt(TcmuAbi.MB_CMD_HEAD, 16 << 10)),
        of("a negative head", (m, e) -> m.putInt(TcmuAbi.MB_CMD_HEAD, -128)),
        of("a head that is not aligned", (m, e) -> m.putInt(TcmuAbi.MB_CMD_HEAD, 3)),
        of("a tail outside the ring", (m, e) -> m.putInt(TcmuAbi.MB_CMD_TAIL, 1 << 20)),
        of("a tail that is not ours", (m, e) -> m.putInt(TcmuAbi.MB_CMD_TAIL, 64)));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void shouldBreakTheDeviceAndNothingElse(BiConsumer<ByteBuffer, Integer> damage) throws RingFault {
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    Sent before = kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd underWay = ring.take();
    kernel.sendIn(TestCdb.read10(0, 8), 4096);
    damage.accept(kernel.memory, kernel.lastEntry());
    assertNull(ring.take());
    assertNotNull(ring.fault());
    assertNull(ring.take());

    int tail = kernel.memory.getInt(TcmuAbi.MB_CMD_TAIL);
    underWay.complete(ScsiResponse.good()); // without touching the ring
    assertNull(before.result());
    assertEquals(tail, kernel.memory.getInt(TcmuAbi.MB_CMD_TAIL));
    assertEquals(0, ring.underWay());
  }

  @Test
  void shouldBreakOnAnIdThatIsUnderWay() throws RingFault {
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    kernel.memory.putShort(kernel.lastEntry() + TcmuAbi.HDR_CMD_ID, (short) 1);
    assertNotNull(ring.take());
    assertNull(ring.take());
    assertNotNull(ring.fault());
  }

  static Stream<Arguments> badMailboxes() {
    return Stream.of(
        of("version 1", (m, e) -> m.putShort(TcmuAbi.MB_VERSION, (short) 1)),
        of("version 3", (m, e) -> m.putShort(TcmuAbi.MB_VERSION, (short) 3)),
        of("completion in order only", (m, e) -> m.putShort(TcmuAbi.MB_FLAGS, (short) 0)),
        of("a ring in the mailbox", (m, e) -> m.putInt(TcmuAbi.MB_CMDR_OFF, 64)),
        of("a ring outside", (m, e) -> m.putInt(TcmuAbi.MB_CMDR_OFF, 1 << 30)),
        of("a ring of no size", (m, e) -> m.putInt(TcmuAbi.MB_CMDR_SIZE, 0)),
        of("a ring of odd size", (m, e) -> m.putInt(TcmuAbi.MB_CMDR_SIZE, 1001)),
        of("a ring that is too large", (m, e) -> m.putInt(TcmuAbi.MB_CMDR_SIZE, -8)),
        of("a tail outside", (m, e) -> m.putInt(TcmuAbi.MB_CMD_TAIL, -8)));
  }

  @ParameterizedTest
  @MethodSource("badMailboxes")
  void shouldRefuseAMailboxThatIsNotKnown(BiConsumer<ByteBuffer, Integer> damage) {
    damage.accept(kernel.memory, 0);
    assertThrows(RingFault.class, () -> new Ring(kernel, unit, unit, cmd -> {}, Runnable::run));
  }
}
