package io.sluice.backends.seekable.vmdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HostileVmdkTest {
  private static final int GRAIN = VmwareLayout.GRAIN;

  /** Where the file's first grain is: behind header and descriptor. */
  private static final int FIRST_GRAIN = 3 * 512;

  @TempDir Path folder;

  private final VmdkFormat format = new VmdkFormat();
  private final byte[] content = noise(3 * GRAIN);

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  private static ByteBuffer bytes(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  private SeekIndex index(byte[] file) throws IOException {
    return format.index(new ByteArrayFile(file), IndexProgress.NONE);
  }

  private InputStream decode(byte[] file, int span) throws IOException {
    return format.decode(new ByteArrayFile(file), index(file), span);
  }

  private byte[] decodeAll(byte[] file) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    SeekIndex index = index(file);
    for (int span = 0; span < index.spans(); span++) {
      try (InputStream in = format.decode(new ByteArrayFile(file), index, span)) {
        in.transferTo(all);
      }
    }
    return all.toByteArray();
  }

  private void shouldRefuse(String because, byte[] file) {
    DamagedException e = assertThrows(DamagedException.class, () -> decodeAll(file));
    assertTrue(e.getMessage().contains(because), e.getMessage());
    assertTrue(e.getMessage().contains("/images/test"), e.getMessage());
  }

  /** The footer holds, not the header; changed in both. */
  private byte[] changed(Consumer<ByteBuffer> change) {
    byte[] file = VmwareLayout.of(content);
    change.accept(bytes(file));
    change.accept(bytes(file).slice(footer(file), 512).order(ByteOrder.LITTLE_ENDIAN));
    return file;
  }

  private static int footer(byte[] file) {
    return file.length - 2 * 512;
  }

  private static int directory(byte[] file) {
    return (int) bytes(file).getLong(footer(file) + 56) * 512;
  }

  private static int table(byte[] file) {
    return bytes(file).getInt(directory(file)) * 512;
  }

  @Test
  void shouldReadWhatQemuReads() throws Exception {
    byte[] file = VmwareLayout.of(content);
    String convert =
        "cat > $0.vmdk && qemu-img convert -f vmdk -O raw $0.vmdk $0.raw && cat $0.raw";
    String disk = folder.resolve("disk").toString();
    assertArrayEquals(content, Program.filter(folder, file, "sh", "-c", convert, disk));
    assertArrayEquals(content, decodeAll(file));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 9, version",
    "12, 8, 0, capacity",
    "12, 8, -1, capacity",
    "12, 8, 137438953473, capacity",
    "12, 8, 385, its header says 385",
    "20, 8, 0, grain size",
    "20, 8, 96, grain size",
    "20, 8, 4, grain size",
    "20, 8, 8192, grain size",
    "20, 8, 4611686018427387904, grain size",
    "28, 8, 0, descriptor",
    "28, 8, 4000000000, is said to have",
    "28, 8, 36028797018963968, descriptor",
    "36, 8, 0, descriptor size",
    "36, 8, 4000000000, descriptor size",
    "44, 4, 1024, table",
    "44, 4, -1, table",
    "73, 4, 168427530, line ends",
  })
  void shouldRefuseWrongHeaders(int at, int size, long value, String because) {
    shouldRefuse(
        because,
        changed(
            header -> {
              if (size == 8) {
                header.putLong(at, value);
              } else {
                header.putInt(at, (int) value);
              }
            }));
  }

  @Test
  void shouldRefuseOtherKinds() throws Exception {
    shouldRefuse("convert -O vmdk", changed(header -> header.putInt(8, 3)));
    shouldRefuse("convert -O vmdk", changed(header -> header.putShort(77, (short) 0)));
    String create = "cat > $0.raw && qemu-img convert -O vmdk -o subformat=$1 $0.raw $0.vmdk";
    for (String kind : new String[] {"monolithicSparse", "monolithicFlat"}) {
      String disk = folder.resolve(kind).toString();
      byte[] file =
          Program.filter(folder, content, "sh", "-c", create + " && cat $0.vmdk", disk, kind);
      shouldRefuse("is not streamOptimized; convert it with qemu-img convert", file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "parentCID=ffffffff, parentCID=12345678, parent disk",
    "createType=, noType=, createType",
    "streamOptimized, monolithicSparse, is not streamOptimized",
    "SPARSE, FLAT, is RDONLY FLAT",
    "RDONLY 384, RDONLY 383, says that it has 383 sectors",
    "RDONLY, NOACCESS, NOACCESS",
    "# Extent, RW 1 FLAT \"/etc/shadow\" 0 #, names 2 extents",
    "RDONLY, none, names 0 extents",
    "version=1, parentCID=ffffffff, parentCID twice",
  })
  void shouldRefuseDescriptorsOfMoreThanTheFile(String old, String now, String because) {
    String descriptor = VmwareLayout.descriptor(content.length);
    assertTrue(descriptor.contains(old));
    shouldRefuse(because, VmwareLayout.of(content, descriptor.replace(old, now)));
  }

  @Test
  void shouldRefuseWrongFooters() {
    byte[] circle = VmwareLayout.of(content);
    bytes(circle).putLong(footer(circle) + 56, -1);
    shouldRefuse("in the footer", circle);
    byte[] none = VmwareLayout.of(content);
    shouldRefuse("does not end with its footer", Arrays.copyOf(none, none.length - 512));
    shouldRefuse("cut off", Arrays.copyOf(none, none.length - 1));
    byte[] outside = VmwareLayout.of(content);
    bytes(outside).putLong(footer(outside) + 56, outside.length / 512);
    shouldRefuse("is said to have 4 bytes", outside);
  }

  /** They have no footer, and no marker of the end. */
  @Test
  void shouldRefuseWhatWasCutOffOfQemusFiles() throws Exception {
    byte[] data = noise(2 << 20);
    byte[] zerosBehind = Arrays.copyOf(data, 70 << 20);
    for (byte[] disk : new byte[][] {data, zerosBehind}) {
      byte[] file = QemuVmdk.of(folder, disk);
      assertArrayEquals(disk, decodeAll(file));
      int grain = bytes(file).getInt(table(file, 0) + 31 * 4) * 512;
      for (int end : new int[] {file.length / 1024 * 512, grain, grain + 512}) {
        byte[] cut = Arrays.copyOf(file, end);
        DamagedException e = assertThrows(DamagedException.class, () -> index(cut));
        assertTrue(e.getMessage().startsWith("/images/test was cut off: it ends at " + end));
      }
    }
  }

  /** Of qemu's files. */
  private static int table(byte[] file, int number) {
    return bytes(file).getInt((int) bytes(file).getLong(56) * 512 + number * 4) * 512;
  }

  @Test
  void shouldRefuseTablesOutsideTheFileAndSharedOnes() {
    byte[] outside = VmwareLayout.of(content);
    bytes(outside).putInt(directory(outside), -1);
    shouldRefuse("is said to have 2048 bytes", outside);
    byte[] disk = new byte[(512 + 1) * GRAIN];
    disk[0] = 1;
    disk[disk.length - 1] = 1;
    byte[] shared = VmwareLayout.of(disk);
    bytes(shared).putInt(directory(shared) + 4, table(shared) / 512 + 3);
    shouldRefuse("overlap", shared);
  }

  @Test
  void shouldNotGiveOneGrainForAnother() {
    byte[] file = VmwareLayout.of(content);
    bytes(file).putInt(table(file) + 4, bytes(file).getInt(table(file)));
    shouldRefuse(
        "the grain of LBA 128 at byte 1536, is damaged: what is there says it is of LBA 0", file);
    bytes(file).putInt(table(file) + 4, -1);
    shouldRefuse("the grain of LBA 128", file);
    bytes(file).putInt(table(file) + 4, 1);
    shouldRefuse("the grain of LBA 128", file);
  }

  @Test
  void shouldBoundWhatAGrainIsSaidToHave() {
    byte[] file = VmwareLayout.of(content);
    for (int size : new int[] {0, -1, 2 * GRAIN + 1, Integer.MAX_VALUE}) {
      bytes(file).putInt(FIRST_GRAIN + 8, size);
      shouldRefuse("its length is " + Integer.toUnsignedString(size), file);
    }
    bytes(file).putInt(FIRST_GRAIN + 8, 1000);
    shouldRefuse("ends before its checksum", file);
  }

  @Test
  void shouldStopBombsAndShortGrains() {
    byte[] file = VmwareLayout.of(content);
    grain(file, new byte[64 * GRAIN]);
    shouldRefuse("more than 65536 bytes", file);
    grain(file, new byte[GRAIN + 1]);
    shouldRefuse("more than 65536 bytes", file);
    grain(file, new byte[GRAIN - 1]);
    shouldRefuse("65535 of 65536 bytes", file);
  }

  private static void grain(byte[] file, byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    int size = deflater.deflate(file, FIRST_GRAIN + 12, 60_000);
    deflater.end();
    bytes(file).putInt(FIRST_GRAIN + 8, size);
  }

  @Test
  void shouldReadWhatIsBesideADamagedGrain() throws Exception {
    byte[] file = VmwareLayout.of(content);
    file[bytes(file).getInt(table(file) + 4) * 512 + 1000] ^= 1;
    try (InputStream in = decode(file, 0)) {
      assertArrayEquals(Arrays.copyOf(content, GRAIN), in.readNBytes(GRAIN));
      assertThrows(DamagedException.class, () -> in.read());
      assertThrows(DamagedException.class, () -> in.readNBytes(GRAIN));
      assertEquals(GRAIN, in.skip(GRAIN));
      assertArrayEquals(Arrays.copyOfRange(content, 2 * GRAIN, 3 * GRAIN), in.readNBytes(GRAIN));
      assertEquals(-1, in.read());
    }
  }

  @Test
  void shouldReadFromAnyPlaceInASpan() throws Exception {
    byte[] file = VmwareLayout.of(content);
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      int skip = random.nextInt(content.length + 1);
      int length = 1 + random.nextInt(content.length);
      try (InputStream in = decode(file, 0)) {
        assertEquals(skip, in.skip(skip));
        int end = Math.min(content.length, skip + length);
        assertArrayEquals(Arrays.copyOfRange(content, skip, end), in.readNBytes(length));
      }
    }
  }

  @Test
  void shouldReadZeroGrains() throws Exception {
    byte[] file = VmwareLayout.of(content);
    for (int at : new int[] {8, footer(file) + 8}) {
      bytes(file).putInt(at, 0x30005);
    }
    bytes(file).putInt(table(file) + 4, 1);
    byte[] expected = content.clone();
    Arrays.fill(expected, GRAIN, 2 * GRAIN, (byte) 0);
    assertArrayEquals(expected, decodeAll(file));
  }

  @Test
  void shouldFindThatTheTwoTablesOfAFileDiffer() throws Exception {
    byte[] disk = noise(2 << 20);
    byte[] file = QemuVmdk.of(folder, disk);
    int table = bytes(file).getInt((int) bytes(file).getLong(56) * 512) * 512;
    bytes(file).putInt(table, 0);
    assertThrows(DamagedException.class, () -> decode(file, 0));
    try (InputStream in = decode(file, 1)) {
      assertArrayEquals(Arrays.copyOfRange(disk, 1 << 20, 2 << 20), in.readAllBytes());
    }
    bytes(file).putInt((int) bytes(file).getLong(48) * 512, 0);
    shouldRefuse("two grain directories that differ", file);
    bytes(file).putInt(8, 0x30001);
    byte[] withZeros = disk.clone();
    Arrays.fill(withZeros, 0, GRAIN, (byte) 0);
    assertArrayEquals(withZeros, decodeAll(file), "of one table, nothing says that it is wrong");
  }

  /** 64 GiB, of which only the last grain has data, in few spans and without reading zeros. */
  @Test
  void shouldServeALargeDiskOfZerosQuickly() throws Exception {
    String create =
        """
        truncate -s 68719476735 $0.raw &&
        printf x >> $0.raw &&
        """
            + QemuVmdk.CONVERT;
    String disk = folder.resolve("large").toString();
    byte[] file = Program.filter(folder, new byte[0], "sh", "-c", create, disk);
    SeekIndex index = index(file);
    assertEquals(64L << 30, index.length());
    EncodedFile encoded = new ByteArrayFile(file);
    int last = index.spans() - 1;
    try (InputStream in = format.decode(encoded, index, last)) {
      in.skipNBytes(index.end(last) - index.start(last) - 1);
      assertEquals('x', in.read());
    }
    try (InputStream in = format.decode(encoded, index, 0)) {
      assertArrayEquals(new byte[4096], in.readNBytes(4096));
      in.skipNBytes(index.end(0) - 4096);
      assertEquals(-1, in.read());
    }
  }

  /** 4 TiB, with all tables there. */
  @Test
  void shouldKeepTheIndexOfALargeDiskSmall() throws Exception {
    long length = 4L << 40;
    int tables = 1 << 17;
    byte[] front =
        Arrays.copyOf(VmwareLayout.of(content, VmwareLayout.descriptor(length)), 1 << 20);
    bytes(front).putLong(12, length / 512).putLong(56, 3);
    for (int i = 0; i < tables; i++) {
      bytes(front).putInt(3 * 512 + i * 4, 4096 + i * 4);
    }
    EncodedFile file = new ZeroTailedFile(front, (4096 + tables * 4L) * 512);
    SeekIndex index = format.index(file, IndexProgress.NONE);
    assertEquals(length, index.length());
    assertTrue(index.spans() <= 1 << 20, "spans: " + index.spans());
    try (InputStream in = format.decode(file, index, index.spans() - 1)) {
      assertEquals(0, in.read());
    }
  }

  @Test
  void shouldMergeStretchesWithoutATable() throws Exception {
    byte[] disk = new byte[3 * 512 * GRAIN + 512];
    disk[disk.length - 1] = 1;
    byte[] file = VmwareLayout.of(disk);
    SeekIndex index = index(file);
    assertEquals(2, index.spans());
    assertEquals(3L * 512 * GRAIN, index.start(1));
    try (InputStream in = decode(file, 1)) {
      assertEquals(511, in.skip(511));
      assertEquals(1, in.read());
    }
  }

  @Test
  void shouldRefuseAnIndexOfAnotherFormat() throws Exception {
    EncodedFile file = new ByteArrayFile(VmwareLayout.of(content));
    for (long place : new long[] {-1, 1L << 62 | 62, 512 << 8}) {
      SeekIndex other = new SeekIndex.Builder().add(0, place).build(content.length);
      assertThrows(DamagedException.class, () -> format.decode(file, other, 0).readAllBytes());
    }
  }

  @Test
  void shouldRecogniseItsFiles() {
    assertTrue(VmdkFormat.looksLike(ByteBuffer.wrap(VmwareLayout.of(content))));
    assertFalse(VmdkFormat.looksLike(ByteBuffer.wrap(content)));
    assertFalse(VmdkFormat.looksLike(ByteBuffer.allocate(3)));
  }
}
