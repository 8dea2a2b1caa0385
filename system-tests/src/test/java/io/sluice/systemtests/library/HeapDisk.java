package io.sluice.systemtests.library;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.library.TcmuDevice;
import java.nio.file.Path;

/**
 * {@code HeapDisk DEVICE-DIRECTORY NAME}: a plain program, without OSGi, that is a disk until it
 * reads a byte.
 */
final class HeapDisk {

  private HeapDisk() {}

  public static void main(String[] arguments) throws Exception {
    Path deviceDirectory = Path.of(arguments[0]);
    TcmuDeviceSpec spec = TcmuDeviceSpec.builder(arguments[1]).threads(2).build();
    BlockStoreCmdHandler handler = new BlockStoreCmdHandler(new HeapVolume(32 << 20));
    try (TcmuDevice device = TcmuDevice.open(deviceDirectory, spec, handler)) {
      System.out.println("serving " + device.node() + " as " + device.diskName());
      System.in.read();
    }
    System.out.println("removed");
  }
}
