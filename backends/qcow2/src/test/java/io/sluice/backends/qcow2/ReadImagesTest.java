package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that qemu-img made, read byte for byte, and then written. */
@Tag("long")
class ReadImagesTest {
  private static final int SIZE = 9 << 20;

  @TempDir private Path folder;

  private Path convert(byte[] content, String... options) throws Exception {
    Path image = folder.resolve("image.qcow2");
    Object[] arguments = new Object[options.length + 7];
    arguments[0] = "convert";
    arguments[1] = "-f";
    arguments[2] = "raw";
    arguments[3] = "-O";
    arguments[4] = "qcow2";
    System.arraycopy(options, 0, arguments, 5, options.length);
    arguments[options.length + 5] = TestImages.raw(folder, content);
    arguments[options.length + 6] = image;
    QemuImg.run(arguments);
    return image;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compat=0.10",
        "compat=0.10 -c",
        "compat=1.1",
        "compat=1.1 -c",
        "compression_type=zstd -c",
        "cluster_size=512",
        "cluster_size=512 -c",
        "cluster_size=4k,compression_type=zstd -c",
        "cluster_size=2M",
        "cluster_size=2M -c",
        "extended_l2=on",
        "extended_l2=on,cluster_size=16k",
        "extended_l2=on,compression_type=zstd -c",
        "lazy_refcounts=on",
        "refcount_bits=1",
        "refcount_bits=2",
        "refcount_bits=64",
        "preallocation=metadata",
        "preallocation=metadata,extended_l2=on",
        "preallocation=falloc",
        "preallocation=full"
      })
  void shouldReadAndOverwriteWhatQemuMakes(String how) throws Exception {
    byte[] model = TestImages.content(SIZE, how.hashCode());
    Path image = convert(model, ("-o " + how).split(" "));
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT.asReadOnly())) {
      assertArrayEquals(model, TestImages.read(store));
    }
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      new RandomChanges(new Random(how.length()), store, model).run(300);
      assertArrayEquals(model, TestImages.read(store));
    }
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
  }

  @Test
  void shouldReadASnapshotByIdAndByName() throws Exception {
    byte[] before = TestImages.content(SIZE, 1);
    Path image = convert(before, "-o", "cluster_size=16k");
    QemuImg.run("snapshot", "-c", "monday", image);
    QemuImg.io(image, "write -P 7 0 3M", "discard 4M 1M");
    QemuImg.run("snapshot", "-c", "tuesday", image);
    QemuImg.io(image, "write -P 9 1M 3M");
    for (String snapshot : new String[] {"1", "monday"}) {
      Qcow2Options options = Qcow2Options.DEFAULT.withSnapshot(snapshot);
      try (BlockStore store = TestImages.open(image, options)) {
        assertTrue(store.info().capabilities().readOnly());
        assertArrayEquals(before, TestImages.read(store));
      }
    }
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT.withSnapshot("tuesday"))) {
      assertArrayEquals(QemuImg.content(image, "-l", "tuesday"), TestImages.read(store));
    }
    FormatException unknown =
        assertThrows(
            FormatException.class,
            () -> TestImages.open(image, Qcow2Options.DEFAULT.withSnapshot("sunday")));
    assertEquals(image + " has no snapshot sunday", unknown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster_size=16k", "extended_l2=on", "compat=0.10", "refcount_bits=8"})
  void shouldLeaveSnapshotsAloneWhenItWrites(String how) throws Exception {
    byte[] model = TestImages.content(SIZE, 2);
    byte[] before = model.clone();
    Path image = convert(model, "-o", how);
    QemuImg.run("snapshot", "-c", "before", image);
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      new RandomChanges(new Random(3), store, model).run(300);
    }
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
    assertArrayEquals(before, QemuImg.content(image, "-l", "before"));
    QemuImg.run("snapshot", "-d", "before", image);
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
  }

  @Test
  void shouldReadAnExternalDataFileThatIsNamed() throws Exception {
    byte[] model = TestImages.content(SIZE, 4);
    Path data = folder.resolve("data.raw");
    Path image = convert(model, "-o", "data_file=" + data);
    FormatException refused =
        assertThrows(
            FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT.asReadOnly()));
    assertTrue(refused.getMessage().contains("set dataFile"), refused.getMessage());
    Qcow2Options other = Qcow2Options.DEFAULT.asReadOnly().withDataFile(folder.resolve("other"));
    assertThrows(FormatException.class, () -> TestImages.open(image, other));
    Qcow2Options named = Qcow2Options.DEFAULT.asReadOnly().withDataFile(data);
    try (BlockStore store = TestImages.open(image, named)) {
      assertArrayEquals(model, TestImages.read(store));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster_size=64k", "extended_l2=on", "cluster_size=512", "compat=0.10"})
  void shouldStandOnABackingFileThatIsNamed(String how) throws Exception {
    byte[] below = TestImages.content(5 << 20, 5);
    Path base = TestImages.raw(folder, below);
    Path image = folder.resolve("top.qcow2");
    QemuImg.run(
        "create", "-f", "qcow2", "-o", how, "-F", "raw", "-b", base.getFileName(), image, SIZE);
    FormatException refused =
        assertThrows(FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT));
    assertTrue(refused.getMessage().contains("set backing"), refused.getMessage());
    Qcow2Options other =
        Qcow2Options.DEFAULT.withBacking(
            new Qcow2Options.Backing(new RawVolume(base), "file:///etc/passwd"));
    assertThrows(FormatException.class, () -> TestImages.open(image, other));

    byte[] model = Arrays.copyOf(below, SIZE);
    Qcow2Options named =
        Qcow2Options.DEFAULT.withBacking(
            new Qcow2Options.Backing(new RawVolume(base), base.toUri().toString()));
    try (BlockStore store = TestImages.open(image, named)) {
      assertArrayEquals(model, TestImages.read(store));
      new RandomChanges(new Random(6), store, model).run(300);
      assertArrayEquals(model, TestImages.read(store));
    }
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
    assertArrayEquals(below, Files.readAllBytes(base));
  }

  @Test
  void shouldRepairWhatALazyWriterLeft() throws Exception {
    byte[] model = TestImages.content(SIZE, 7);
    Path image = convert(model, "-o", "lazy_refcounts=on");
    QemuImg.call("qemu-io", "-c", "write -P 3 0 2M", "-c", "abort", image);
    Arrays.fill(model, 0, 2 << 20, (byte) 3);
    assertTrue(QemuImg.call("qemu-img", "check", image).status() != 0, "nothing to repair");
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      assertArrayEquals(model, TestImages.read(store));
      new RandomChanges(new Random(8), store, model).run(100);
    }
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
  }

  @Test
  void shouldRefuseWhatItCannotServe() throws Exception {
    Path encrypted = folder.resolve("encrypted.qcow2");
    QemuImg.run(
        "create",
        "-f",
        "qcow2",
        "--object",
        "secret,id=s,data=geheim",
        "-o",
        "encrypt.format=aes,encrypt.key-secret=s", // luks measures the CPU, which may be busy
        encrypted,
        "1M");
    byte[] image = Files.readAllBytes(encrypted);
    for (byte method : new byte[] {1, 2}) { // AES, LUKS
      image[35] = method;
      Files.write(encrypted, image);
      FormatException refused =
          assertThrows(
              FormatException.class, () -> TestImages.open(encrypted, Qcow2Options.DEFAULT));
      assertEquals(encrypted + " is encrypted, which is not served", refused.getMessage());
    }
  }
}
