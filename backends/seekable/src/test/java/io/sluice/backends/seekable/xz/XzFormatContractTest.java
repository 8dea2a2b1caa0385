package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;

/** Files as the real programs make them. */
class XzFormatContractTest {
  abstract static class Contract extends SeekableFormatContractTest {
    @Override
    protected SeekableFormat format() {
      return new XzFormat();
    }

    @Override
    protected Duration fuzzing() {
      return Duration.ofMillis(500);
    }

    byte[] xz(byte[] content, String... options) throws Exception {
      String[] command = new String[options.length + 2];
      command[0] = "xz";
      command[1] = "-0";
      System.arraycopy(options, 0, command, 2, options.length);
      return Program.filter(folder, content, command);
    }
  }

  @Nested
  class Blocks extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return xz(content, "--block-size=40000");
    }
  }

  /** Its block headers name the sizes. */
  @Nested
  class BlocksOfSeveralThreads extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return xz(content, "-T2", "--block-size=65536", "--check=sha256");
    }
  }

  @Nested
  class OneBlock extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return xz(content, "--check=crc32");
    }

    @Override
    protected boolean hasSeveralSpans() {
      return false;
    }
  }

  @Nested
  class NoChecks extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return xz(content, "--block-size=100000", "--check=none");
    }

    @Override
    protected boolean hasChecksums() {
      return false;
    }
  }

  /** Streams with padding between them and different checks, an empty one among them. */
  @Nested
  class Concatenated extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      ByteArrayOutputStream streams = new ByteArrayOutputStream();
      int half = content.length / 2;
      streams.write(xz(Arrays.copyOf(content, half), "--block-size=50000"));
      streams.write(new byte[4_004]);
      streams.write(xz(new byte[0]));
      streams.write(xz(Arrays.copyOfRange(content, half, content.length), "--check=sha256"));
      streams.write(new byte[8]);
      return streams.toByteArray();
    }
  }

  @Nested
  class Filters extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return xz(content, "--block-size=100000", "--x86", "--delta=dist=4", "--lzma2=preset=0");
    }
  }

  @Nested
  class Pixz extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return Program.filter(folder, content, "pixz", "-t", "-0", "-f", "0.2");
    }
  }
}
