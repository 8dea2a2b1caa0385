package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What it lets pass is what all the tests between layers let pass. */
class CheckedStoreTest {
  private static final Geometry GEOMETRY = new Geometry(8, 512, 512);
  private static final Capabilities ALL = ArrayStore.allCapabilities(512);

  private CheckedVolume volume = of(new ArrayStore(GEOMETRY, ALL));

  private static CheckedVolume of(BlockStore store) {
    return new CheckedVolume(
        new Volume() {
          @Override
          public VolumeInfo probe() {
            return store.info();
          }

          @Override
          public BlockStore open() {
            return store;
          }
        });
  }

  private static Segments bytes(int length) {
    return Segments.of(new byte[length]);
  }

  private void assertViolation(String text, Executable call) {
    assertThrows(AssertionError.class, call);
    List<String> told = volume.violations();
    assertTrue(told.get(told.size() - 1).contains(text), told::toString);
    assertThrows(AssertionError.class, volume::requireKept);
  }

  @Test
  void shouldLetPassWhatIsByTheContract() throws IOException {
    BlockStore store = volume.open();
    store.write(512, bytes(1024), WriteFlags.FUA);
    store.read(0, bytes(4096));
    store.writeZeroes(0, 4096, WriteFlags.MAY_DISCARD);
    store.discard(512, 512);
    assertEquals(512, store.status(0, 512).length());
    store.flush();
    store.resize(8192);
    store.read(4096, bytes(4096));
    store.close();
    assertEquals(List.of(), volume.violations());
    volume.requireKept();
  }

  @Test
  void shouldFindACallerThatGoesBeyondTheEndOrThroughABlock() throws IOException {
    BlockStore store = volume.open();
    assertViolation("of 4096 bytes", () -> store.read(4096, bytes(512)));
    assertViolation("of 4096 bytes", () -> store.write(-512, bytes(512), 0));
    assertViolation("of 4096 bytes", () -> store.discard(512, Long.MAX_VALUE));
    assertViolation("no whole blocks", () -> store.status(0, 100));
    assertViolation("no whole blocks", () -> store.writeZeroes(1, 512, 0));
    assertViolation("no whole blocks", () -> store.resize(0));
  }

  @Test
  void shouldFindACallerWithFlagsThatTheStoreHasNot() throws IOException {
    BlockStore store = volume.open();
    assertViolation("flags", () -> store.write(0, bytes(512), WriteFlags.ATOMIC));
    assertViolation("flags", () -> store.writeZeroes(0, 512, WriteFlags.ATOMIC));
  }

  @Test
  void shouldFindACallerThatGoesOnAfterTheEnd() throws IOException {
    BlockStore store = volume.open();
    store.close();
    assertViolation("after the end", () -> store.flush());
    assertViolation("closed twice", () -> store.close());
  }

  @Test
  void shouldFindACallerThatClosesAmidACall() throws IOException {
    BlockStore[] own = new BlockStore[1];
    volume = broken(into -> own[0].close());
    own[0] = volume.open();
    assertViolation("under way", () -> own[0].read(0, bytes(512)));
  }

  @Test
  void shouldFindAStoreThatDoesNotFillWhatItReads() throws IOException {
    volume = broken(into -> {});
    BlockStore store = volume.open();
    assertViolation("not all was filled", () -> store.read(0, bytes(512)));
  }

  @Test
  void shouldFindAStoreThatMovesTheBuffersOfOthers() throws IOException {
    volume = broken(into -> into.base(0).put(new byte[512]));
    BlockStore store = volume.open();
    assertViolation("moved", () -> store.read(0, bytes(512)));
  }

  @Test
  void shouldFindAStoreThatFailsWithAnotherThanAnIoException() throws IOException {
    volume =
        broken(
            into -> {
              throw new IllegalStateException("broken");
            });
    BlockStore store = volume.open();
    assertThrows(IllegalStateException.class, () -> store.read(0, bytes(512)));
    assertEquals(
        List.of("read 0 512: failed with java.lang.IllegalStateException: broken"),
        volume.violations());
  }

  @Test
  void shouldFindAStoreThatTakesAWriteThoughItIsReadOnly() throws IOException {
    volume =
        of(
            new ForwardingBlockStore(new ArrayStore(GEOMETRY, ALL)) {
              @Override
              public VolumeInfo info() {
                return new VolumeInfo(GEOMETRY, ALL.withReadOnly(), "broken");
              }
            });
    BlockStore store = volume.open();
    assertViolation("read-only", () -> store.write(0, bytes(512), 0));
  }

  @Test
  void shouldFindAStateThatIsLongerThanWhatWasAsked() throws IOException {
    volume =
        of(
            new ForwardingBlockStore(new ArrayStore(GEOMETRY, ALL)) {
              @Override
              public BlockStatus status(long offset, long length) {
                return new BlockStatus(length + 512, true, false);
              }
            });
    BlockStore store = volume.open();
    assertViolation("BlockStatus", () -> store.status(0, 512));
  }

  /** What is done where it should read. */
  private interface Reading {
    void run(Segments into) throws IOException;
  }

  private static CheckedVolume broken(Reading reading) {
    return of(
        new ForwardingBlockStore(new ArrayStore(GEOMETRY, ALL)) {
          @Override
          public void read(long offset, Segments into) throws IOException {
            reading.run(into);
          }
        });
  }
}
