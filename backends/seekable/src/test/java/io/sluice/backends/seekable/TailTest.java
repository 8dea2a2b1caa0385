package io.sluice.backends.seekable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backends.seekable.bzip2.Bzip2Format;
import io.sluice.backends.seekable.gzip.BgzfFormat;
import io.sluice.backends.seekable.gzip.GzipFormat;
import io.sluice.backends.seekable.xz.XzFormat;
import io.sluice.backends.seekable.zstd.ZstdFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows the last member of a file, and files that hold nothing: as the programs do. */
@Timeout(120)
class TailTest {
  private static final Tolerance ANY_TAIL = new Tolerance(true, Tolerance.USUAL.window());

  /** What bzip2 and gzip take to be no member, and would leave out with the disk's end. */
  private static final List<String> LEFT_OUT_BY_PROGRAMS_ONLY = List.of("member behind zeroes");

  /** Which gzip fails at, having decoded all, since it wants two for a magic number. */
  private static final String LONE_BYTE = "one byte";

  enum Kind {
    GZIP,
    BZIP2,
    XZ,
    ZSTD,
    BGZIP;

    private String program() {
      return name().toLowerCase(Locale.ROOT);
    }

    private SeekableFormat format(Tolerance tolerance) {
      return switch (this) {
        case GZIP -> new GzipFormat(tolerance);
        case BZIP2 -> new Bzip2Format(tolerance);
        case XZ -> new XzFormat(tolerance);
        case ZSTD -> new ZstdFormat(tolerance);
        case BGZIP -> new BgzfFormat(tolerance);
      };
    }
  }

  @TempDir private Path folder;
  private final byte[] content = SeekableFormatContractTest.content(90_000);

  private byte[] encode(Kind kind, byte[] bytes) throws Exception {
    return Program.filter(folder, bytes, kind.program(), "-c");
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.write(part);
    }
    return joined.toByteArray();
  }

  private static byte[] decode(SeekableFormat format, byte[] file) throws IOException {
    EncodedFile encoded = new ByteArrayFile(file);
    SeekIndex index = format.index(encoded, IndexProgress.NONE);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int span = 0; span < index.spans(); span++) {
      try (InputStream in = format.decode(encoded, index, span)) {
        in.transferTo(decoded);
      }
    }
    assertEquals(index.length(), decoded.size());
    return decoded.toByteArray();
  }

  private Map<String, byte[]> oddFiles(Kind kind) throws Exception {
    byte[] whole = encode(kind, content);
    byte[] empty = encode(kind, new byte[0]);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("nothing at all", new byte[0]);
    files.put("an empty member", empty);
    files.put("two", join(whole, whole));
    files.put("an empty one first", join(empty, whole));
    files.put("an empty one last", join(whole, empty));
    files.put("zeroes", join(whole, new byte[1024]));
    files.put("one zero", join(whole, new byte[1]));
    files.put("garbage", join(whole, "garbage!".getBytes(US_ASCII)));
    files.put(LONE_BYTE, join(whole, new byte[] {'x'}));
    files.put(
        "metadata",
        join(whole, new byte[8], "{ \"metadata_version\": \"1.1\" }".getBytes(US_ASCII)));
    files.put("noise", join(whole, Arrays.copyOf(new byte[] {7}, 3), noise()));
    files.put("member behind zeroes", join(whole, new byte[512], whole));
    files.put("cut in the header", join(whole, Arrays.copyOf(whole, 5)));
    files.put("cut in the middle", join(whole, Arrays.copyOf(whole, whole.length / 2)));
    files.put("cut at the end", join(whole, Arrays.copyOf(whole, whole.length - 1)));
    return files;
  }

  private static byte[] noise() {
    byte[] noise = new byte[300_000];
    new Random(3).nextBytes(noise);
    return noise;
  }

  @ParameterizedTest
  @EnumSource
  void shouldOpenWhatItsProgramDoes(Kind kind) throws Exception {
    for (Map.Entry<String, byte[]> odd : oddFiles(kind).entrySet()) {
      String which = kind + ", " + odd.getKey();
      Program.Outcome theirs = Program.run(folder, odd.getValue(), kind.program(), "-dc");
      boolean isWarning = kind == Kind.GZIP && (theirs.status() == 2 || which.endsWith(LONE_BYTE));
      if ((theirs.status() == 0 || isWarning)
          && (kind == Kind.XZ || !LEFT_OUT_BY_PROGRAMS_ONLY.contains(odd.getKey()))) {
        assertArrayEquals(
            theirs.output(), decode(kind.format(Tolerance.USUAL), odd.getValue()), which);
      } else {
        assertThrows(
            DamagedException.class,
            () -> decode(kind.format(Tolerance.USUAL), odd.getValue()),
            which);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveOutAnyTailWhereThatIsWanted(Kind kind) throws Exception {
    byte[] whole = encode(kind, content);
    for (byte[] tail :
        new byte[][] {"x".getBytes(US_ASCII), "garbage!".getBytes(US_ASCII), noise()}) {
      EncodedFile file = new ByteArrayFile(join(whole, tail));
      SeekableFormat format = kind.format(ANY_TAIL);
      SeekIndex index = format.index(file, IndexProgress.NONE);
      assertEquals(content.length, index.length());
      assertTrue(index.leftOut() >= tail.length - 3, index.leftOut() + " of " + tail.length);
      assertArrayEquals(content, decode(format, join(whole, tail)));
    }
    // One that is begun, and is not whole, is none that may be left out.
    byte[] cut = join(whole, Arrays.copyOf(whole, whole.length / 2));
    if (kind != Kind.XZ) { // whose streams are found from the end
      assertThrows(DamagedException.class, () -> decode(kind.format(ANY_TAIL), cut));
    }
  }

  /** Whatever byte of the second of three is wrong, the disk does not get shorter by that. */
  @ParameterizedTest
  @EnumSource
  void shouldNeverMakeTheDiskShorterForDamage(Kind kind) throws Exception {
    byte[] part = Arrays.copyOf(content, 6_000);
    byte[] one = encode(kind, part);
    byte[] all = join(part, part, part);
    for (int members = 2; members <= 3; members++) {
      byte[] sound = join(Arrays.copyOf(new byte[][] {one, one, one}, members));
      byte[] expected = Arrays.copyOf(all, members * part.length);
      for (int at = one.length; at < 2 * one.length; at += at < one.length + 20 ? 1 : 331) {
        for (int change : new int[] {1, 0xFF}) {
          byte[] damaged = sound.clone();
          damaged[at] ^= (byte) change;
          requireWholeOrError(kind, expected, damaged, kind + " at " + (at - one.length));
        }
      }
    }
  }

  private static void requireWholeOrError(Kind kind, byte[] expected, byte[] damaged, String what) {
    byte[] decoded;
    try {
      decoded = decode(kind.format(Tolerance.USUAL), damaged);
    } catch (IOException e) {
      return; // as it should be
    }
    assertArrayEquals(expected, decoded, what);
  }

  private static BlockStore open(SeekableFormat format, byte[] file) throws IOException {
    return new SeekableVolume(
            format,
            new ByteArraySource(file),
            512,
            new Indexes(Optional.empty()),
            new DecodingMemory(2 << 20))
        .open();
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeAFileThatHoldsNothingAsOneBlockOfZeroes(Kind kind) throws Exception {
    try (BlockStore store = open(kind.format(Tolerance.USUAL), encode(kind, new byte[0]))) {
      assertEquals(512, store.size());
      assertEquals(0, store.contentLength());
      byte[] block = new byte[512];
      Arrays.fill(block, (byte) 1);
      store.read(0, Segments.of(block));
      assertArrayEquals(new byte[512], block);
      List<String> notes = ReportingStore.reportOf(store).notes();
      assertTrue(notes.get(0).contains("holds nothing"), notes.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2"})
  void shouldWarnOfWhatIsLeftOut(Kind kind) throws Exception {
    byte[] whole = encode(kind, content);
    SeekableFormat format = kind.format(Tolerance.USUAL);
    try (BlockStore store = open(format, join(whole, "garbage!".getBytes(US_ASCII)))) {
      List<String> notes = ReportingStore.reportOf(store).notes();
      assertEquals(1, notes.size());
      assertTrue(notes.get(0).contains("last 8 bytes"), notes.toString());
    }
    try (BlockStore store = open(format, join(whole, new byte[512]))) {
      assertEquals(List.of(), ReportingStore.reportOf(store).notes());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ZSTD")
  void shouldTakeALargeWindowWhereItIsAllowed(Kind kind) throws Exception {
    byte[] file = Program.filter(folder, content, "sh", "-c", "cat | zstd --long=31 -c");
    IOException refusal =
        assertThrows(IOException.class, () -> decode(kind.format(Tolerance.USUAL), file));
    assertTrue(refusal.getMessage().contains("window = 2048M"), refusal.getMessage());
    SeekableFormat allowing = kind.format(new Tolerance(false, Tolerance.MOST_WINDOW));
    assertArrayEquals(content, decode(allowing, file));
    EncodedFile encoded = new ByteArrayFile(file);
    SeekIndex index = allowing.index(encoded, IndexProgress.NONE);
    assertEquals(2L << 30, allowing.memoryOutsideHeap(encoded, index));
  }

  @ParameterizedTest
  @EnumSource(names = "GZIP")
  void shouldKeepWhatIsLeftOutInAnIndexOnDisk(Kind kind) throws Exception {
    byte[] file = join(encode(kind, content), "garbage!".getBytes(US_ASCII));
    IndexFolder kept = new IndexFolder(folder.resolve("indexes"), 1 << 20);
    ByteArraySource source = new ByteArraySource(file);
    for (int round = 0; round < 2; round++) {
      SeekIndex index =
          new Indexes(Optional.of(kept))
              .of(kind.format(Tolerance.USUAL), source, new ByteArrayFile(file));
      assertEquals(8, index.leftOut(), "round " + round);
    }
  }
}
