package io.sluice.shell.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TypedInputTest {
  private final TypedInput input = new TypedInput();

  @Test
  void shouldGiveWhatWasOfferedInOrder() throws Exception {
    input.offer(new byte[] {1, 2, 3});
    input.offer(new byte[0]);
    input.offer(new byte[] {(byte) 0xff});

    byte[] two = new byte[2];
    assertEquals(2, input.read(two, 0, 2));
    assertArrayEquals(new byte[] {1, 2}, two);
    assertEquals(3, input.read());
    assertEquals(0xff, input.read());
  }

  @Test
  void shouldEndForGood() throws Exception {
    input.end();

    assertEquals(-1, input.read());
    assertEquals(-1, input.read(new byte[1], 0, 1));
  }

  @Test
  void shouldWakeAReaderThatWaits() throws Exception {
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return input.read();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    input.end();

    assertEquals(-1, read.get());
  }
}
