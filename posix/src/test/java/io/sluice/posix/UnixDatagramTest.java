package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives is tested where there is a receiver: with the gateway's notices to systemd. */
class UnixDatagramTest {
  @TempDir Path folder;

  private static int errno(String address) {
    return assertThrows(PosixException.class, () -> UnixDatagram.send(address, new byte[] {1}))
        .errno();
  }

  @Test
  void shouldTellWhereNobodyReceives() {
    assertEquals(Errno.ENOENT, errno(folder.resolve("nobody").toString()));
  }

  @Test
  void shouldRefuseAnAddressThatNoSocketCanHave() {
    assertEquals(Errno.ENAMETOOLONG, errno(""));
    assertEquals(Errno.ENAMETOOLONG, errno("/" + "x".repeat(107)));
    assertEquals(Errno.ENAMETOOLONG, errno("@" + "x".repeat(108)));
    assertEquals(Errno.ENOENT, errno("/" + "x".repeat(106)));
  }
}
