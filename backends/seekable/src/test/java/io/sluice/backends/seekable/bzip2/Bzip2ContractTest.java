package io.sluice.backends.seekable.bzip2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bzip2ContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new Bzip2Format();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return Program.filter(folder, content, "bzip2");
  }

  /** Arrays for a whole block of its level, and twice what is compressed. */
  @Test
  void shouldTellWhatADecoderTakes() throws Exception {
    assertEquals(500_000 + (128 << 10), decoderMemory("-1", new byte[1000]), 1000);
    assertEquals(4_500_000 + (128 << 10), decoderMemory("-9", new byte[1000]), 1000);
    byte[] noise = new byte[900_000];
    new Random(1).nextBytes(noise);
    assertEquals(6_300_000 + (128 << 10), decoderMemory("-9", noise), 100_000);
  }

  private double decoderMemory(String level, byte[] content) throws Exception {
    EncodedFile file = new ByteArrayFile(Program.filter(folder, content, "bzip2", level));
    return format().decoderMemory(file, format().index(file, IndexProgress.NONE));
  }
}
