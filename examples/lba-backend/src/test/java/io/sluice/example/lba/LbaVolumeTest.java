package io.sluice.example.lba;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.StoreException;
import io.sluice.backend.TestCmd;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LbaVolumeTest {
  private static final int READ_10 = 0x28;
  private static final int WRITE_10 = 0x2A;

  private final BlockStoreCmdHandler disk = new BlockStoreCmdHandler(new LbaVolume(1 << 20));

  @Test
  void shouldBeginEveryBlockWithItsAddress() throws Exception {
    disk.open();
    TestCmd read = TestCmd.of(READ_10, 0, 0, 0, 0, 7, 0, 0, 2, 0).withDataIn(1024);

    disk.handle(read);

    assertEquals(ScsiResponse.good(), read.response());
    ByteBuffer expected = ByteBuffer.allocate(1024).putLong(0, 7).putLong(512, 8);
    assertArrayEquals(expected.array(), read.received());
  }

  @Test
  void shouldRefuseWrites() throws Exception {
    disk.open();
    TestCmd write = TestCmd.of(WRITE_10, 0, 0, 0, 0, 7, 0, 0, 1, 0).withDataOut(new byte[512]);

    disk.handle(write);

    assertEquals(StoreException.writeProtected("").sense(), write.response().sense());
  }
}
