package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.Segments;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScatterGatherTest {
  private static Path file;

  @TempDir Path folder;

  @BeforeAll
  static void createFile() throws IOException {
    file = Files.createTempFile("sluice", ".img");
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  /** How a transfer's memory is laid out; random in kind and in split. */
  enum Memory {
    HEAP,
    DIRECT,
    MIXED,
    NATIVE_IOVECS
  }

  @Property(tries = 300)
  void shouldWriteAndReadWhatAPlainArrayHolds(Any any) throws IOException {
    Memory memory = any.oneOf(Memory.values());
    int length = any.intWithin(1, 700_000);
    int offset = any.intWithin(0, 9000);
    int pieces = any.intWithin(1, 3000);
    byte[] data = new byte[length];
    new Random(any.longValue()).nextBytes(data);
    Random random = any.random();
    try (Fd fd = Fd.open(file, OpenFlags.O_RDWR)) {
      FileSpace.truncate(fd, 0);
      Segments from = split(length, memory, pieces, random);
      from.put(0, data, 0, length);
      ScatterGather.write(fd, offset, from, random.nextBoolean() ? ScatterGather.RWF_DSYNC : 0);

      byte[] expected = new byte[offset + length];
      System.arraycopy(data, 0, expected, offset, length);
      assertArrayEquals(expected, Files.readAllBytes(file));

      Segments into = split(length, memory, pieces, random);
      assertEquals(length, ScatterGather.read(fd, offset, into));
      byte[] read = new byte[length];
      into.get(0, read, 0, length);
      assertArrayEquals(data, read);
    }
  }

  private static Segments split(int length, Memory memory, int pieces, Random random) {
    List<ByteBuffer> buffers = new ArrayList<>();
    ByteBuffer arena = ByteBuffer.allocateDirect(length);
    for (int at = 0; at < length; ) {
      int most = Math.max(1, 2 * length / pieces);
      int n = Math.min(length - at, 1 + random.nextInt(most));
      boolean heap = memory == Memory.HEAP || (memory == Memory.MIXED && random.nextBoolean());
      buffers.add(heap ? ByteBuffer.allocate(n + 3).slice(2, n) : arena.slice(at, n));
      at += n;
    }
    ByteBuffer[] all = buffers.toArray(new ByteBuffer[0]);
    return memory == Memory.NATIVE_IOVECS ? new NativeSegments(all) : Segments.of(all);
  }

  @Test
  void shouldPassMoreIovecsThanOneCallTakes() throws IOException {
    Path many = folder.resolve("many");
    ByteBuffer[] bytes = new ByteBuffer[5000];
    ByteBuffer arena = ByteBuffer.allocateDirect(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      arena.put(i, (byte) i);
      bytes[i] = arena.slice(i, 1);
    }
    try (Fd fd = Fd.open(many, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600)) {
      ScatterGather.write(fd, 0, new NativeSegments(bytes), 0);
    }
    byte[] written = Files.readAllBytes(many);
    assertEquals(bytes.length, written.length);
    for (int i = 0; i < written.length; i++) {
      assertEquals((byte) i, written[i]);
    }
  }

  @Test
  void shouldHaveNothingToDoForNoBytes() throws IOException {
    Path some = Files.write(folder.resolve("some"), new byte[10]);
    try (Fd fd = Fd.open(some, OpenFlags.O_RDWR)) {
      for (Segments none : new Segments[] {Segments.EMPTY, new NativeSegments()}) {
        ScatterGather.write(fd, 0, none, 0);
        assertEquals(0, ScatterGather.read(fd, 0, none));
      }
    }
  }

  @Test
  void shouldTellWhereTheFileEnds() throws IOException {
    Path shortFile = Files.write(folder.resolve("short"), new byte[1000]);
    for (Memory memory : Memory.values()) {
      try (Fd fd = Fd.open(shortFile, OpenFlags.O_RDONLY)) {
        Random random = new Random(1);
        assertEquals(1000, ScatterGather.read(fd, 0, split(4096, memory, 5, random)));
        assertEquals(0, ScatterGather.read(fd, 1000, split(4096, memory, 5, random)));
        assertEquals(0, ScatterGather.read(fd, 5000, split(512, memory, 5, random)));
      }
    }
  }

  @Test
  void shouldLeaveTheBytesPastTheFilesEndAlone() throws IOException {
    Path shortFile = Files.write(folder.resolve("short"), new byte[] {1, 2, 3});
    byte[] into = {9, 9, 9, 9, 9};
    try (Fd fd = Fd.open(shortFile, OpenFlags.O_RDONLY)) {
      ScatterGather.read(fd, 0, Segments.of(into));
    }
    assertArrayEquals(new byte[] {1, 2, 3, 9, 9}, into);
  }

  @Test
  void shouldRefuseToReadIntoMemoryThatMayNotBeWritten() throws IOException {
    Path some = Files.write(folder.resolve("some"), new byte[10]);
    ByteBuffer direct = ByteBuffer.allocateDirect(10).asReadOnlyBuffer();
    try (Fd fd = Fd.open(some, OpenFlags.O_RDONLY)) {
      Segments into = Segments.of(direct);
      assertThrows(ReadOnlyBufferException.class, () -> ScatterGather.read(fd, 0, into));
    }
  }

  @Test
  void shouldSayHowMuchWasWrittenWhenTheMediumIsFull() throws IOException {
    try (Fd full = Fd.open(Path.of("/dev/full"), OpenFlags.O_RDWR)) {
      Segments data = Segments.of(ByteBuffer.allocateDirect(4096));
      TransferException e =
          assertThrows(TransferException.class, () -> ScatterGather.write(full, 0, data, 0));
      assertEquals(Errno.ENOSPC, e.errno());
      assertEquals(0, e.transferred());
    }
  }
}
