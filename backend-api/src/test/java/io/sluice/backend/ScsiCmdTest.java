package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScsiCmdTest {
  private static final int ROUNDS = 5000;

  private final TestCmd cmd = TestCmd.of(0, 0, 0, 0, 0, 0);

  @Test
  void shouldSendOneAnswerAndRefuseTheSecond() {
    assertFalse(cmd.isCompleted());
    cmd.complete(ScsiResponse.good());
    assertTrue(cmd.isCompleted());
    assertThrows(IllegalStateException.class, () -> cmd.complete(ScsiResponse.mediumError()));
    assertEquals(List.of(ScsiResponse.good()), cmd.responses());
  }

  @Test
  void shouldNotBeCompletedByNothing() {
    assertThrows(NullPointerException.class, () -> cmd.complete(null));
    assertFalse(cmd.isCompleted());
  }

  @Test
  void shouldTellTheListenerBeforeItSends() {
    List<Integer> sentBefore = new ArrayList<>();
    cmd.onCompletion((c, response) -> sentBefore.add(cmd.responses().size()));
    cmd.complete(ScsiResponse.good());
    assertEquals(List.of(0), sentBefore);
    assertEquals(1, cmd.responses().size());
  }

  @Test
  void shouldSendEvenIfTheListenerThrows() {
    cmd.onCompletion(
        (c, response) -> {
          throw new IllegalStateException("a bad listener");
        });
    assertThrows(IllegalStateException.class, () -> cmd.complete(ScsiResponse.good()));
    assertEquals(1, cmd.responses().size());
  }

  @Test
  void shouldTakeOneListenerOnly() {
    cmd.onCompletion((c, response) -> {});
    assertThrows(IllegalStateException.class, () -> cmd.onCompletion((c, response) -> {}));
  }

  @Test
  void shouldRunTheAbortActionOnce() {
    AtomicInteger runs = new AtomicInteger();
    cmd.onAbort(runs::incrementAndGet);
    assertFalse(cmd.isAborted());
    cmd.abort();
    cmd.abort();
    assertTrue(cmd.isAborted());
    assertEquals(1, runs.get());
  }

  @Test
  void shouldRunAnAbortActionThatComesLate() {
    AtomicInteger runs = new AtomicInteger();
    cmd.abort();
    cmd.onAbort(runs::incrementAndGet);
    assertEquals(1, runs.get());
  }

  @Test
  void shouldReplaceTheAbortAction() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    cmd.onAbort(first::incrementAndGet);
    cmd.onAbort(second::incrementAndGet);
    cmd.abort();
    assertEquals(0, first.get());
    assertEquals(1, second.get());
  }

  @Test
  void shouldNotAbortWhatWasCompleted() {
    AtomicInteger runs = new AtomicInteger();
    cmd.onAbort(runs::incrementAndGet);
    cmd.complete(ScsiResponse.good());
    cmd.abort();
    assertEquals(0, runs.get());
  }

  @Test
  void shouldCompleteOnceWhoeverIsFirst() throws Exception {
    race(
        () -> TestCmd.of(0, 0, 0, 0, 0, 0),
        c -> c.completeUnlessDone(ScsiResponse.good()),
        c -> c.completeUnlessDone(ScsiResponse.status(ScsiStatus.BUSY)),
        (c, won) -> {
          assertEquals(1, won);
          assertEquals(1, c.responses().size());
        });
  }

  @Test
  void shouldNeverLoseAnAbort() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    race(
        () -> TestCmd.of(0, 0, 0, 0, 0, 0),
        c -> {
          c.onAbort(runs::incrementAndGet);
          return true;
        },
        c -> {
          c.abort();
          return true;
        },
        (c, won) -> assertEquals(before.incrementAndGet(), runs.get()));
  }

  private interface Check {
    void accept(TestCmd cmd, int won);
  }

  private interface Side {
    boolean run(TestCmd cmd);
  }

  private static void race(Callable<TestCmd> make, Side one, Side other, Check check)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      for (int i = 0; i < ROUNDS; i++) {
        TestCmd cmd = make.call();
        List<Callable<Boolean>> sides = new ArrayList<>();
        for (Side side : List.of(one, other)) {
          sides.add(
              () -> {
                start.await();
                return side.run(cmd);
              });
        }
        int won = 0;
        for (Future<Boolean> result : threads.invokeAll(sides)) {
          won += result.get() ? 1 : 0;
        }
        check.accept(cmd, won);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldReadDataOutAsAStream() {
    TestCmd writing = cmd.withDataOut((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
    byte[] bytes = new byte[4];
    assertEquals(2, writing.get(bytes, 1, 2));
    assertArrayEquals(new byte[] {0, 1, 2, 0}, bytes);
    ByteBuffer rest = ByteBuffer.allocate(10);
    assertEquals(3, writing.get(rest));
    assertEquals(3, rest.position());
    assertEquals(10, rest.limit());
    assertArrayEquals(new byte[] {3, 4, 5}, new byte[] {rest.get(0), rest.get(1), rest.get(2)});
    assertEquals(0, writing.get(rest));
    assertEquals(0, writing.get(bytes, 0, 4));
  }

  @Test
  void shouldPutDataInAsAStream() {
    TestCmd reading = cmd.withDataIn(5);
    assertEquals(2, reading.put(new byte[] {9, 1, 2, 9}, 1, 2));
    ByteBuffer more = ByteBuffer.wrap(new byte[] {3, 4, 5, 6});
    assertEquals(3, reading.put(more));
    assertEquals(1, more.remaining());
    assertEquals(0, reading.put(more));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, TestSegments.toByteArray(reading.dataIn()));
  }

  @Test
  void shouldCutAnAnswerToTheAllocationLengthAndToTheRoom() {
    byte[] data = {1, 2, 3, 4, 5, 6};
    assertEquals(ScsiResponse.good(4), cmd.withDataIn(10).answer(data, 100));
    assertEquals(ScsiResponse.good(7), cmd.withDataIn(10).answer(data, 3));
    assertEquals(ScsiResponse.good(10), cmd.withDataIn(10).answer(data, 0));
    TestCmd narrow = cmd.withDataIn(2);
    assertEquals(ScsiResponse.good(), narrow.answer(data, 0xFFFFFFFFL));
    assertArrayEquals(new byte[] {1, 2}, TestSegments.toByteArray(narrow.dataIn()));
  }

  @Test
  void shouldSayWhoseItIs() {
    assertTrue(cmd.toString().contains("test tag " + cmd.tag() + " 000000000000"), cmd::toString);
  }
}
