package io.sluice.backends.seekable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.PreparingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IndexesTest {
  private static final int SPAN = 1000;

  @TempDir private Path folder;

  private final ByteArraySource source =
      new ByteArraySource(SeekableFormatContractTest.content(100_000));

  private Indexes indexes() throws IOException {
    return new Indexes(Optional.of(new IndexFolder(folder.resolve("kept"), 1 << 20)));
  }

  private static Indexes impatient() {
    return new Indexes(Optional.empty(), Duration.ofMillis(50));
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
      return files.toList();
    }
  }

  private SeekIndex get(Indexes indexes, SeekableFormat format) throws IOException {
    return indexes.of(format, source, source.look());
  }

  private static void assertSame(SeekIndex expected, SeekIndex index) {
    assertEquals(expected.length(), index.length());
    assertEquals(expected.spans(), index.spans());
    for (int span = 0; span < index.spans(); span++) {
      assertEquals(expected.start(span), index.start(span));
      assertEquals(expected.encoded(span), index.encoded(span));
      assertEquals(List.of(expected.state(span)[0]), List.of(index.state(span)[0]));
    }
  }

  @Test
  void shouldBuildOnceAndKeepItForTheNextStart() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    SeekIndex index;
    try (Indexes first = indexes()) {
      index = get(first, format);
      IntStream.range(0, 20)
          .parallel()
          .forEach(
              i -> {
                try {
                  assertSame(index, get(first, format));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
    assertEquals(1, format.indexed());
    try (Indexes second = indexes()) {
      assertSame(index, get(second, format));
    }
    assertEquals(1, format.indexed());
  }

  @Test
  void shouldTellHowFarItIsWhileItIsBuilt() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    CountDownLatch go = new CountDownLatch(1);
    format.setIndexing(
        at -> {
          if (at == 34_000) {
            await(go);
          }
        });
    try (Indexes indexes = impatient()) {
      Awaitility.await().until(() -> isAt34(indexes, format));
      PreparingException e = assertThrows(PreparingException.class, () -> get(indexes, format));
      assertEquals("the index of /images/test is being built: 34 %", e.getMessage());
      go.countDown();
      Awaitility.await().ignoreExceptions().until(() -> get(indexes, format).spans() == 100);
    }
    assertEquals(1, format.indexed());
  }

  private boolean isAt34(Indexes indexes, PlainFormat format) {
    PreparingException e = assertThrows(PreparingException.class, () -> get(indexes, format));
    return e.getMessage().endsWith(": 34 %");
  }

  private static void await(CountDownLatch latch) throws InterruptedIOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void shouldEndWhatIsBuiltWhenTheBackendStops() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    CountDownLatch go = new CountDownLatch(1);
    format.setIndexing(
        at -> {
          if (at == SPAN) {
            await(go);
          }
        });
    Indexes indexes = impatient();
    assertThrows(PreparingException.class, () -> get(indexes, format));
    go.countDown();
    indexes.close();
    Awaitility.await().until(() -> indexThreads() == 0);
    assertThrows(IOException.class, () -> get(indexes, format));
  }

  private static long indexThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-index-"))
        .count();
  }

  @Test
  void shouldNotReadADamagedFileAgainAndAgain() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    format.setIndexing(
        at -> {
          throw new InterruptedIOException("an outage");
        });
    try (Indexes indexes = indexes()) {
      assertThrows(IOException.class, () -> get(indexes, format));
      assertThrows(IOException.class, () -> get(indexes, format));
      assertEquals(2, format.indexed(), "an outage passes");

      DamagedFormat damaged = new DamagedFormat();
      for (int i = 0; i < 3; i++) {
        IOException e = assertThrows(IOException.class, () -> get(indexes, damaged));
        assertEquals("damaged for the 1. time", e.getMessage());
      }
    }
  }

  private static final class DamagedFormat implements SeekableFormat {
    private int times;

    @Override
    public String name() {
      return "damaged";
    }

    @Override
    public boolean isIndexQuick() {
      return false;
    }

    @Override
    public synchronized SeekIndex index(EncodedFile file, IndexProgress progress)
        throws IOException {
      times++;
      throw new DamagedException("damaged for the " + times + ". time");
    }

    @Override
    public InputStream decode(EncodedFile file, SeekIndex index, int span) {
      throw new IllegalStateException("there is no index");
    }
  }

  @Test
  void shouldThrowAwayWhatIsDamaged() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    try (Indexes indexes = indexes()) {
      get(indexes, format);
    }
    Path file = kept().get(0);
    byte[] torn = Files.readAllBytes(file);
    torn[torn.length / 2] ^= 1;
    Files.write(file, torn);
    try (Indexes indexes = indexes()) {
      get(indexes, format);
    }
    assertEquals(2, format.indexed());
    try (Indexes indexes = indexes()) {
      get(indexes, format);
    }
    assertEquals(2, format.indexed(), "the new one was kept");
    assertEquals(1, kept().size());
  }

  @Test
  void shouldGoOnWhereNothingCanBeKept() throws Exception {
    PlainFormat format = new PlainFormat(SPAN, false);
    try (Indexes indexes = indexes()) {
      Files.delete(folder.resolve("kept"));
      Files.writeString(folder.resolve("kept"), "in the way");
      assertEquals(100, get(indexes, format).spans());
    }
  }

  @Test
  void shouldKeepNoMoreThanItsBound() throws Exception {
    IndexFolder small = new IndexFolder(folder.resolve("kept"), 3000);
    Files.writeString(folder.resolve("kept/0123.new"), "of one that was killed");
    for (int i = 1; i <= 20; i++) {
      ByteArraySource other = new ByteArraySource(new byte[i * 20_000]);
      PlainFormat format = new PlainFormat(SPAN, false);
      try (Indexes indexes = new Indexes(Optional.of(small))) {
        indexes.of(format, other, other.look());
      }
    }
    long bytes = 0;
    for (Path path : kept()) {
      bytes += Files.size(path);
    }
    assertTrue(bytes > 0 && bytes <= 3000, "kept " + bytes);
    assertTrue(kept().size() < 20);
  }
}
