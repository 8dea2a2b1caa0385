package io.sluice.systemtests.library;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.library.TcmuDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code CreateAndRemove DEVICE-DIRECTORY TIMES}: makes a disk, reads from it and takes it away,
 * many times; fails when anything stays.
 */
final class CreateAndRemove {

  /** Until all that is made once is made. */
  private static final int WARM_UP = 3;

  private CreateAndRemove() {}

  public static void main(String[] arguments) throws IOException {
    Path deviceDirectory = Path.of(arguments[0]);
    int times = Integer.parseInt(arguments[1]);
    for (int i = 0; i < WARM_UP; i++) {
      makeAndTakeAway(deviceDirectory);
    }
    Leftovers before = Leftovers.now(deviceDirectory);
    for (int i = 0; i < times; i++) {
      makeAndTakeAway(deviceDirectory);
    }
    Leftovers after = Leftovers.now(deviceDirectory);
    System.out.println("before: " + before);
    System.out.println("after:  " + after);
    if (!after.equals(before)) {
      throw new IllegalStateException("something was left over");
    }
    System.out.println(times + " times, and nothing was left over");
  }

  private static void makeAndTakeAway(Path deviceDirectory) throws IOException {
    TcmuDeviceSpec spec = TcmuDeviceSpec.basic("again");
    BlockStoreCmdHandler handler = new BlockStoreCmdHandler(new HeapVolume(1 << 20));
    try (TcmuDevice device = TcmuDevice.open(deviceDirectory, spec, handler);
        SeekableByteChannel disk = Files.newByteChannel(device.node())) {
      ByteBuffer block = ByteBuffer.allocate(4096);
      if (disk.read(block) != block.capacity()) {
        throw new IOException("the disk gave " + block.position() + " bytes");
      }
    }
  }
}
