package io.sluice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Has Jazzer look for bytes that reach more of the code, for {@code -Dsluice.jazzer.seconds} each;
 * with the profile {@code soak}, which fetches it. What it finds is in {@code target/jazzer}, and
 * it begins with that the next time.
 */
class JazzerSoak {
  private static final String SECONDS = System.getProperty("sluice.jazzer.seconds", "10");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.sluice.iscsi.internal.pdu.PduBytesTest",
        "io.sluice.iscsi.internal.login.TextBytesTest",
        "io.sluice.tcmu.internal.ring.RingBytesTest",
        "io.sluice.backends.qcow2.ImageBytesTest",
        "io.sluice.backends.seekable.gzip.GzipBytesTest",
        "io.sluice.backends.seekable.bzip2.Bzip2BytesTest",
        "io.sluice.backends.seekable.xz.XzBytesTest",
        "io.sluice.backends.seekable.zstd.ZstdBytesTest",
        "io.sluice.backends.seekable.vmdk.VmdkBytesTest"
      })
  void shouldFindNoBytesThatAreNeitherTakenNorRefused(String test) throws Exception {
    Path folder = Path.of("target", "jazzer", test).toAbsolutePath();
    Path inputs = Files.createDirectories(folder.resolve("inputs"));
    List<byte[]> sound = JazzerTarget.named(test).sound();
    for (int i = 0; i < sound.size(); i++) {
      Files.write(inputs.resolve("sound" + i), sound.get(i));
    }
    OwnJvm.run(
        folder,
        "-Xmx1g",
        "--enable-native-access=ALL-UNNAMED",
        "-Dsluice.fuzz.target=" + test,
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=io.sluice.JazzerTarget",
        "--instrumentation_includes=io.sluice.**",
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
        "-max_total_time=" + SECONDS,
        inputs.toString());
  }
}
