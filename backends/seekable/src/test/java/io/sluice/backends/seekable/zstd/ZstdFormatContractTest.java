package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;

/** Files as the real programs make them. */
class ZstdFormatContractTest {
  abstract static class Contract extends SeekableFormatContractTest {
    @Override
    protected SeekableFormat format() {
      return new ZstdFormat();
    }

    @Override
    protected Duration fuzzing() {
      return Duration.ofMillis(500);
    }

    byte[] zstd(byte[] content, String... options) throws Exception {
      String[] command = new String[options.length + 2];
      command[0] = "zstd";
      command[1] = "-1";
      System.arraycopy(options, 0, command, 2, options.length);
      return Program.filter(folder, content, command);
    }

    /** As {@code split} and {@code cat} make it. */
    byte[] parts(byte[] content, String... options) throws Exception {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      int part = Math.max(20_000, content.length / 6);
      for (int at = 0; at < content.length; at += part) {
        byte[] piece = Arrays.copyOfRange(content, at, Math.min(at + part, content.length));
        frames.write(zstd(piece, options));
      }
      return frames.toByteArray();
    }
  }

  /** From a pipe: it does not tell its size. */
  @Nested
  class OneFrame extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return zstd(content);
    }

    @Override
    protected boolean hasSeveralSpans() {
      return false;
    }
  }

  @Nested
  class OneFrameThatTellsItsSize extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return zstd(content, "-T2", "--stream-size=" + content.length);
    }

    @Override
    protected boolean hasSeveralSpans() {
      return false;
    }
  }

  @Nested
  class Frames extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return parts(content);
    }
  }

  @Nested
  class FramesWithoutChecksums extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return parts(content, "--no-check");
    }

    @Override
    protected boolean hasChecksums() {
      return false;
    }
  }

  @Nested
  class Pzstd extends Contract {
    @Override
    protected byte[] encode(byte[] content) throws Exception {
      return Program.filter(folder, content, "pzstd", "-1", "-p", "3", "-c");
    }
  }

  @Nested
  class Seekable extends Contract {
    @Override
    protected byte[] encode(byte[] content) {
      return new SeekableFile(true, false).add(content, 30_000).bytes();
    }
  }

  @Nested
  class SeekableWithChecksumsOfFrames extends Contract {
    @Override
    protected byte[] encode(byte[] content) {
      return new SeekableFile(true, true).add(content, 50_000).bytes();
    }
  }

  @Nested
  class SeekableWithoutChecksums extends Contract {
    @Override
    protected byte[] encode(byte[] content) {
      return new SeekableFile(false, false).add(content, 100_000).bytes();
    }

    @Override
    protected boolean hasChecksums() {
      return false;
    }
  }
}
