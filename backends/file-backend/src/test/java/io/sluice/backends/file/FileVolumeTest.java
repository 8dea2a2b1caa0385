package io.sluice.backends.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Prerequisite;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.OpenFlags;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileVolumeTest {
  private static final long MIB = 1 << 20;
  @TempDir Path folder;

  private Path disk() {
    return folder.resolve("disk.img");
  }

  private static String messageOf(Executable failing) {
    return assertThrows(IOException.class, failing).getMessage();
  }

  private static void assertContains(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  private static long allocated(Path file) throws IOException {
    try (Fd fd = Fd.open(file, OpenFlags.O_RDONLY)) {
      return FileStatus.of(fd).allocated();
    }
  }

  @Test
  void shouldNotMakeAFileAgainThatIsGone() throws IOException {
    FileVolume volume = new FileVolume(FileSpec.of(disk()).creating(MIB));
    volume.open().close();
    Files.delete(disk());
    assertContains("was there and is gone", messageOf(volume::probe));
    assertContains("was there and is gone", messageOf(volume::open));
    assertFalse(Files.exists(disk()));
  }

  @Test
  void shouldTellOfAFileBeforeItIsMadeWithoutMakingIt() throws IOException {
    FileVolume volume = new FileVolume(FileSpec.of(disk()).creating(10 * MIB));
    VolumeInfo planned = volume.probe();
    assertEquals(10 * MIB, planned.geometry().size());
    assertFalse(Files.exists(disk()));
    try (BlockStore store = volume.open()) {
      assertEquals(planned.geometry(), store.info().geometry());
      assertEquals(planned.capabilities(), store.info().capabilities());
    }
  }

  @Test
  void shouldMakeASparseFileForItsOwnerAlone() throws IOException {
    new FileVolume(FileSpec.of(disk()).creating(1L << 40)).open().close();
    assertEquals(1L << 40, Files.size(disk()));
    assertTrue(allocated(disk()) < MIB);
    assertEquals(0600, (int) Files.getAttribute(disk(), "unix:mode") & 0777);
  }

  @Test
  void shouldTakeAllTheSpaceWhenAskedTo() throws IOException {
    FileVolume volume = new FileVolume(FileSpec.of(disk()).creating(4 * MIB).preallocated());
    try (BlockStore store = volume.open()) {
      assertTrue(allocated(disk()) >= 4 * MIB);
      assertFalse(store.info().capabilities().discard());
      store.writeZeroes(0, MIB, WriteFlags.MAY_DISCARD);
      assertTrue(allocated(disk()) >= 4 * MIB);
    }
  }

  @Test
  void shouldLeaveNoFileBehindWhenThereIsNoRoomForIt() throws Exception {
    try (Machine machine = new Machine()) {
      Path small = machine.tmpfs(folder, "1m").resolve("disk.img");
      FileVolume volume = new FileVolume(FileSpec.of(small).creating(8 * MIB).preallocated());
      assertThrows(StoreException.class, volume::open);
      assertFalse(Files.exists(small));
    }
  }

  @Test
  void shouldNeverOverwriteAnExistingFile() throws IOException {
    byte[] content = new byte[(int) MIB];
    Arrays.fill(content, (byte) 5);
    Files.write(disk(), content);
    new FileVolume(FileSpec.of(disk()).creating(MIB)).open().close();
    assertArrayEquals(content, Files.readAllBytes(disk()));
  }

  /** Which is what a crash between making a file and giving it its size leaves. */
  @Test
  void shouldCompleteAnEmptyFile() throws IOException {
    Files.createFile(disk());
    FileVolume volume = new FileVolume(FileSpec.of(disk()).creating(MIB));
    assertEquals(MIB, volume.probe().geometry().size());
    volume.open().close();
    assertEquals(MIB, Files.size(disk()));
  }

  @Test
  void shouldNeitherGrowNorShrinkAnExistingFile() throws IOException {
    Files.write(disk(), new byte[8192]);
    for (long size : new long[] {4096, 1 << 20}) {
      for (FileSpec spec :
          new FileSpec[] {FileSpec.of(disk()).creating(size), FileSpec.of(disk()).withSize(size)}) {
        assertContains("has 8192 bytes", messageOf(() -> new FileVolume(spec).probe()));
        assertContains("set size = 8192", messageOf(() -> new FileVolume(spec).open()));
      }
    }
    assertEquals(8192, Files.size(disk()));
  }

  @Test
  void shouldGrowToTheBlockThatIsWritten() throws IOException {
    Files.write(disk(), new byte[1000]);
    try (BlockStore store = new FileVolume(FileSpec.of(disk())).open()) {
      assertEquals(1024, store.size());
      assertEquals(1000, store.contentLength());
      store.write(0, Segments.of(new byte[512]), 0);
      assertEquals(1000, Files.size(disk()));
      store.write(512, Segments.of(new byte[512]), WriteFlags.FUA);
      assertEquals(1024, Files.size(disk()));
      assertEquals(1024, store.contentLength());
    }
  }

  @Test
  void shouldKeepItsLastPartOfABlockWhenItGrows() throws IOException {
    byte[] content = new byte[1000];
    Arrays.fill(content, (byte) 5);
    Files.write(disk(), content);
    try (BlockStore store = new FileVolume(FileSpec.of(disk())).open()) {
      store.resize(2048);
      byte[] all = new byte[2048];
      store.read(0, Segments.of(all));
      assertArrayEquals(Arrays.copyOf(content, 2048), all);
    }
  }

  @Test
  void shouldNoticeThatALastPartOfABlockIsCutOff() throws IOException {
    Files.write(disk(), new byte[1000]);
    try (BlockStore store = new FileVolume(FileSpec.of(disk())).open()) {
      try (FileChannel other = FileChannel.open(disk(), StandardOpenOption.WRITE)) {
        other.truncate(600);
      }
      assertContains("truncated", messageOf(() -> store.read(512, Segments.of(new byte[512]))));
      assertContains("truncated", messageOf(store::flush));
    } catch (IOException e) {
      assertContains("truncated", e.getMessage()); // by close, which flushes
    }
  }

  @Test
  void shouldRefuseToResizeWhatTheConfigurationFixes() throws IOException {
    try (BlockStore store = new FileVolume(FileSpec.of(disk()).creating(MIB)).open()) {
      assertContains("fixed by size", messageOf(() -> store.resize(2 * MIB)));
    }
  }

  @Test
  void shouldSayWhatIsWrongWithThePath() throws Exception {
    assertContains(
        "set create = true and size", messageOf(() -> new FileVolume(FileSpec.of(disk())).open()));
    Path lost = folder.resolve("missing/disk.img");
    assertContains(
        "no folder", messageOf(() -> new FileVolume(FileSpec.of(lost).creating(MIB)).probe()));
    assertContains("is a folder", messageOf(() -> new FileVolume(FileSpec.of(folder)).open()));
    Files.createFile(disk());
    assertContains("is empty", messageOf(() -> new FileVolume(FileSpec.of(disk())).open()));
    for (String device : new String[] {"/dev/null", "/dev/zero"}) {
      FileVolume volume = new FileVolume(FileSpec.of(Path.of(device)));
      assertContains("neither a regular file", messageOf(volume::probe));
    }
    Path pipe = folder.resolve("pipe");
    assertTrue(Machine.run("mkfifo", pipe.toString()));
    assertContains(
        "neither a regular file", messageOf(() -> new FileVolume(FileSpec.of(pipe)).probe()));
    assertContains(
        "neither a regular file", messageOf(() -> new FileVolume(FileSpec.of(pipe)).open()));
  }

  private static long descriptorsOf(Path file) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc/self/fd"), Files::isSymbolicLink)) {
      for (Path descriptor : descriptors) {
        count += Files.readSymbolicLink(descriptor).startsWith(file) ? 1 : 0;
      }
    } catch (NoSuchFileException e) {
      return descriptorsOf(file); // another thread's was closed just now
    }
    return count;
  }

  @Test
  void shouldLeaveNoDescriptorOpenWhateverFails() throws IOException {
    Files.write(disk(), new byte[8192]);
    FileVolume volume = new FileVolume(FileSpec.of(disk()));
    FileVolume wrong = new FileVolume(FileSpec.of(disk()).withSize(4096));
    assertThrows(IOException.class, wrong::probe);
    assertThrows(IOException.class, wrong::open);
    volume.probe();
    assertEquals(0, descriptorsOf(disk()));
    try (BlockStore store = volume.open()) {
      long held = descriptorsOf(disk());
      assertThrows(IOException.class, volume::open);
      volume.probe();
      assertEquals(held, descriptorsOf(disk()));
      assertEquals(8192, store.size());
    }
    assertEquals(0, descriptorsOf(disk()));
  }

  @Test
  void shouldRefuseValuesThatContradictEachOther() {
    FileSpec spec = FileSpec.of(disk());
    assertThrows(IllegalArgumentException.class, () -> spec.withBlockSize(513));
    assertThrows(IllegalArgumentException.class, () -> spec.withBlockSize(4096).withSize(512));
    assertThrows(IllegalArgumentException.class, () -> spec.creating(0));
    assertThrows(IllegalArgumentException.class, () -> spec.creating(512).asReadOnly());
  }

  @Test
  void shouldGiveBackTheSpaceOfWhatIsDiscarded() throws IOException {
    FileSpec spec = FileSpec.of(disk()).creating(8 * MIB);
    try (BlockStore store = new FileVolume(spec.withDiscard(Discard.ON)).open()) {
      Capabilities can = store.info().capabilities();
      assertTrue(can.discard() && can.discardReadsZero());
      store.write(0, Segments.of(new byte[(int) (8 * MIB)]), WriteFlags.FUA);
      assertTrue(allocated(disk()) >= 8 * MIB);
      store.discard(0, 8 * MIB);
      assertTrue(allocated(disk()) < MIB);
      assertFalse(store.status(0, 8 * MIB).allocated());
    }
    try (BlockStore store = new FileVolume(spec.withDiscard(Discard.OFF)).open()) {
      assertFalse(store.info().capabilities().discard());
    }
  }

  @Test
  void shouldServeABlockDeviceAsItIs() throws Exception {
    try (Machine machine = new Machine()) {
      Files.write(disk(), new byte[(int) MIB]);
      Path device = machine.loop(disk(), "--sector-size", "4096");
      FileVolume volume = new FileVolume(FileSpec.of(device));
      assertEquals(4096, volume.probe().geometry().blockSize());
      try (BlockStore store = volume.open()) {
        assertEquals(MIB, store.size());
        assertContains("block device", messageOf(() -> store.resize(2 * MIB)));
        assertContains("is in use", messageOf(volume::open));
        assertEquals(store.info(), volume.probe());
      }
    }
  }

  @Test
  void shouldRefuseABlockDeviceThatIsMounted() throws Exception {
    try (Machine machine = new Machine()) {
      Files.write(disk(), new byte[(int) (4 * MIB)]);
      Prerequisite.require(Machine.run("mkfs.ext4", "-q", disk().toString()), "mkfs.ext4");
      Path device = machine.loop(disk());
      Path mountPoint = Files.createDirectory(folder.resolve("mnt"));
      assertTrue(Machine.run("mount", device.toString(), mountPoint.toString()));
      try {
        FileVolume volume = new FileVolume(FileSpec.of(device));
        assertContains("mounted", messageOf(volume::open));
        assertContains(
            "mounted", messageOf(() -> new FileVolume(FileSpec.of(device).asReadOnly()).open()));
        assertEquals(4 * MIB, volume.probe().geometry().size());
      } finally {
        assertTrue(Machine.run("umount", mountPoint.toString()));
      }
    }
  }
}
