package io.sluice.backends.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.WriteFlags;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.OpenFlags;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Media that are full, that fail, and that others cut short. */
class FileFaultTest {
  private static final int MIB = 1 << 20;
  private static final int BLOCK = 512;

  @TempDir Path folder;
  private final Machine machine = new Machine();

  @AfterEach
  void undo() throws Exception {
    machine.close();
  }

  private static Segments ones(int length) {
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) 1);
    return Segments.of(ones);
  }

  private static StoreException assertSense(
      SenseKey key, AdditionalSense additional, Executable failing) {
    StoreException e = assertThrows(StoreException.class, failing);
    assertEquals(key, e.sense().key(), e.getMessage());
    assertEquals(additional, e.sense().additional(), e.getMessage());
    return e;
  }

  private static StoreException assertUnreadable(long lba, Executable failing) {
    StoreException e =
        assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR, failing);
    assertEquals(lba, e.sense().information());
    return e;
  }

  private static void assertWriteError(Executable failing) {
    assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR, failing);
  }

  @Test
  void shouldSayThatSpaceIsOutAndServeOn() throws Exception {
    Path disk = machine.tmpfs(folder, "1m").resolve("disk.img");
    try (BlockStore store = new FileVolume(FileSpec.of(disk).creating(8L * MIB)).open()) {
      store.write(0, ones(MIB / 2), 0);
      for (int flags : new int[] {0, WriteFlags.FUA}) {
        assertSense(
            SenseKey.DATA_PROTECT,
            AdditionalSense.SPACE_ALLOCATION_FAILED,
            () -> store.write(4L * MIB, ones(2 * MIB), flags));
      }
      assertSense(
          SenseKey.DATA_PROTECT,
          AdditionalSense.SPACE_ALLOCATION_FAILED,
          () -> store.writeZeroes(4L * MIB, 2 * MIB, 0));

      byte[] read = new byte[MIB / 2];
      store.read(0, Segments.of(read));
      assertEquals(1, read[MIB / 2 - 1]);
      store.flush();
      store.discard(4L * MIB, 4 * MIB);
      store.write(6L * MIB, ones(MIB / 4), 0);
      store.flush();
    }
  }

  /** The kernel tells of a lost page once; what was acknowledged is lost all the same. */
  @Test
  void shouldKeepFailingToFlushOnceTheKernelLostAWrite() throws Exception {
    Path backing = machine.tmpfs(folder, "1m").resolve("backing");
    try (RandomAccessFile sparse = new RandomAccessFile(backing.toFile(), "rw")) {
      sparse.setLength(16 * MIB);
    }
    FileVolume volume = new FileVolume(FileSpec.of(machine.loop(backing)));
    BlockStore store = volume.open();
    store.write(0, ones(8 * MIB), 0); // into the page cache; the medium has no room for it
    assertWriteError(store::flush);
    assertWriteError(store::flush);
    store.write(15 * MIB, Segments.of(new byte[0]), 0);
    assertWriteError(store::flush);
    assertWriteError(store::close);

    try (BlockStore again = volume.open()) {
      again.flush();
    }
  }

  /** A failing write with FUA must not use up what the kernel has to tell the flush. */
  @Test
  void shouldFailTheFlushAfterAWriteThroughFailedToo() throws Exception {
    Path backing = machine.tmpfs(folder, "1m").resolve("backing");
    try (RandomAccessFile sparse = new RandomAccessFile(backing.toFile(), "rw")) {
      sparse.setLength(16 * MIB);
    }
    BlockStore store = new FileVolume(FileSpec.of(machine.loop(backing))).open();
    assertThrows(StoreException.class, () -> store.write(0, ones(8 * MIB), WriteFlags.FUA));
    assertWriteError(store::flush);
    assertWriteError(store::close);
  }

  private Path fullFile(int length) throws IOException {
    Path disk = folder.resolve("disk.img");
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 7);
    return Files.write(disk, content);
  }

  private static void truncate(Path disk, long size) throws IOException {
    try (Fd fd = Fd.open(disk, OpenFlags.O_RDWR)) {
      FileSpace.truncate(fd, size);
    }
  }

  @Test
  void shouldNeverReadZeroesWhereTheFileWasTruncated() throws IOException {
    Path disk = fullFile(64 * BLOCK);
    BlockStore store = new FileVolume(FileSpec.of(disk)).open();
    truncate(disk, 10 * BLOCK + 100);
    byte[] read = new byte[4 * BLOCK];
    store.read(6 * BLOCK, Segments.of(read));
    assertEquals(7, read[0]);
    StoreException e = assertUnreadable(10, () -> store.read(8 * BLOCK, Segments.of(read)));
    assertTrue(e.getMessage().contains("was truncated to 5220 bytes"), e.getMessage());
    assertUnreadable(10, () -> store.read(32 * BLOCK, Segments.of(read)));

    // Once that is known, nothing brings the lost part back as zeroes.
    assertWriteError(() -> store.write(40 * BLOCK, ones(BLOCK), 0));
    assertWriteError(() -> store.writeZeroes(40 * BLOCK, BLOCK, 0));
    truncate(disk, 64 * BLOCK);
    assertUnreadable(10, () -> store.read(32 * BLOCK, Segments.of(read)));
    store.write(0, ones(BLOCK), 0);
    assertWriteError(store::flush);
    assertWriteError(store::close);
    byte[] first = Arrays.copyOf(Files.readAllBytes(disk), BLOCK);
    byte[] expected = new byte[BLOCK];
    Arrays.fill(expected, (byte) 1);
    assertArrayEquals(expected, first);
  }

  @Test
  void shouldPromiseNothingMoreAfterATruncationThatOnlyAWriteCouldNotice() throws IOException {
    Path disk = fullFile(64 * BLOCK);
    BlockStore store = new FileVolume(FileSpec.of(disk)).open();
    truncate(disk, 10 * BLOCK);
    assertWriteError(() -> store.write(12 * BLOCK, ones(BLOCK), WriteFlags.FUA));
    assertWriteError(store::flush);
    assertUnreadable(10, () -> store.read(40 * BLOCK, Segments.of(new byte[BLOCK])));
    assertWriteError(store::close);
  }

  /** An initiator does not read what it is told is a hole. */
  @Test
  void shouldNeverTellOfAHoleWhereTheFileWasTruncated() throws IOException {
    Path disk = fullFile(64 * BLOCK);
    BlockStore store = new FileVolume(FileSpec.of(disk)).open();
    assertEquals(new BlockStatus(64 * BLOCK, true, false), store.status(0, 64 * BLOCK));
    truncate(disk, 10 * BLOCK + 100);
    assertEquals(new BlockStatus(8 * BLOCK, true, false), store.status(32 * BLOCK, 8 * BLOCK));
    for (int block = 0; block < 64; ) {
      BlockStatus status = store.status(block * (long) BLOCK, (64L - block) * BLOCK);
      assertTrue(status.allocated(), "block " + block);
      block += (int) (status.length() / BLOCK);
    }
    truncate(disk, 64 * BLOCK);
    assertTrue(store.status(40 * BLOCK, BLOCK).allocated());
    assertUnreadable(10, () -> store.read(40 * BLOCK, Segments.of(new byte[BLOCK])));
    assertWriteError(store::close);
  }
}
