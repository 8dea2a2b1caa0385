package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Sent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The kernel's pages are full of what other commands left there; none of it may come out again. */
class RingDisclosureTest {
  /** What {@link SimulatedKernel} has in its data area. */
  private static final byte OTHERS = 0x5A;

  private static final byte PUT = 0x11;
  private static final int[] SIZES = {1, 512, 4096, 5000, 70_000};

  /** Whatever a handler does and claims. */
  private static final List<Consumer<RingCmd>> HANDLERS =
      List.of(
          cmd -> cmd.complete(ScsiResponse.status(ScsiStatus.GOOD)),
          cmd -> cmd.complete(ScsiResponse.good(cmd.dataIn().length())),
          cmd -> cmd.complete(ScsiResponse.good(1)),
          cmd -> cmd.complete(ScsiResponse.status(ScsiStatus.BUSY)),
          cmd -> cmd.complete(ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT)),
          cmd ->
              cmd.complete(
                  ScsiResponse.checkCondition(
                      SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)),
          cmd -> {
            cmd.put(new byte[] {PUT, PUT, PUT}, 0, 3);
            cmd.complete(ScsiResponse.good());
          },
          cmd -> {
            if (cmd.dataIn().length() > 0) {
              cmd.dataIn().put(cmd.dataIn().length() - 1, new byte[] {PUT}, 0, 1);
            }
            cmd.complete(ScsiResponse.good());
          });

  private static void assertAllPut(byte[] passedOn, Supplier<String> what) {
    for (byte each : passedOn) {
      if (each != 0 && each != PUT) {
        fail(what.get());
      }
    }
  }

  private static void assertNothingLeaks(SimulatedKernel kernel) throws RingFault {
    TestUnit unit = new TestUnit("disk0");
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    for (int opcode = 0; opcode < 256; opcode++) {
      byte[] cdb = new byte[16];
      cdb[0] = (byte) opcode;
      for (int size : SIZES) {
        for (int i = 0; i < HANDLERS.size(); i++) {
          int handler = i;
          Sent sent = kernel.sendIn(cdb, size);
          HANDLERS.get(i).accept(ring.take());
          assertAllPut(
              sent.result().dataIn(),
              () -> "operation code %02Xh, %d bytes, handler %d".formatted(cdb[0], size, handler));
        }
      }
    }
    assertNull(ring.fault());
  }

  private static SimulatedKernel kernel() {
    return new SimulatedKernel(16 << 10, 1 << 20, new Random(1));
  }

  @Test
  void shouldPassOnNothingThatNoHandlerPutThere() throws RingFault {
    assertNothingLeaks(kernel());
  }

  @Test
  void shouldPassOnNothingWhereTheKernelTakesNoLengthOfARead() throws RingFault {
    SimulatedKernel old = kernel();
    old.memory.putShort(TcmuAbi.MB_FLAGS, (short) TcmuAbi.MB_FLAG_CAP_OOOC);
    assertNothingLeaks(old);
  }

  @Test
  void shouldPassOnNothingOfTheOtherWayOfABidirectionalCommand() throws RingFault {
    SimulatedKernel kernel = kernel();
    TestUnit unit = new TestUnit("disk0");
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    for (Consumer<RingCmd> handler : HANDLERS) {
      byte[] data = new byte[3000];
      Arrays.fill(data, OTHERS);
      Sent sent = kernel.send(TestCdb.tenBytes(0x53, 0, 2), data, 5000);
      handler.accept(ring.take());
      assertAllPut(sent.result().dataIn(), () -> "the other way");
    }
  }

  /** What they brought is theirs until they have it. */
  @Test
  void shouldLeaveAVendorSpecificCommandsDataAloneWhileItIsAnswered() throws RingFault {
    SimulatedKernel kernel = kernel();
    TestUnit unit = new TestUnit("disk0");
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    byte[] data = new byte[5000];
    new Random(5).nextBytes(data);
    kernel.sendOut(TestCdb.tenBytes(0xC1, 0, 0), data);
    RingCmd cmd = ring.take();
    cmd.dataIn().zero(0, cmd.dataIn().length());
    byte[] got = new byte[data.length];
    cmd.dataOut().get(0, got, 0, got.length);
    assertArrayEquals(data, got);
    cmd.complete(ScsiResponse.good());
  }
}
