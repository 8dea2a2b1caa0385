package io.sluice.tcmu.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.SyncScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.kernel.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TcmuDeviceTest {
  private static final Geometry GEOMETRY = Geometry.ofSize(1 << 20, 512);

  @TempDir Path folder;

  private final List<String> calls = new ArrayList<>();
  private final NotingHandler handler = new NotingHandler();
  private FakeKernel kernel;

  private final class NotingHandler implements SyncScsiCmdHandler {
    @Override
    public VolumeInfo probe() {
      return new VolumeInfo(GEOMETRY, Capabilities.PLAIN, "test");
    }

    @Override
    public void open() {
      calls.add("open");
    }

    @Override
    public ScsiResponse respond(ScsiCmd cmd) {
      return ScsiResponse.good();
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  @BeforeEach
  void boot() throws IOException {
    kernel = new FakeKernel(folder.resolve("kernel"));
  }

  private TcmuDevice open(TcmuDeviceSpec spec) throws IOException {
    return TcmuDevice.open(kernel.asKernel(), kernel.devDirectory(), spec, handler);
  }

  @Test
  void shouldServeADiskFromOpenToClose() throws IOException {
    try (TcmuDevice device = open(TcmuDeviceSpec.basic("disk0"))) {
      assertTrue(Files.exists(device.node()));
      assertEquals(kernel.devDirectory().resolve("disk0"), device.node());
      assertEquals("sluice/library/disk0", device.devConfig());
      assertEquals(GEOMETRY, device.geometry());
      assertTrue(device.fault().isEmpty());
      assertTrue(device.use().isEmpty());
    }
    assertEquals(List.of("open", "close"), calls);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldLetGoOfTheVolumeWhenTheKernelRefuses() {
    kernel.fail("write core/user_90/disk0/enable");
    assertThrows(IOException.class, () -> open(TcmuDeviceSpec.basic("disk0")));
    assertEquals(List.of("open", "close"), calls);
  }

  @Test
  void shouldTouchNothingWhenTheSizeIsNotTheVolumes() {
    TcmuDeviceSpec spec =
        TcmuDeviceSpec.builder("disk0").geometry(Geometry.ofSize(2 << 20, 512)).build();
    IOException e = assertThrows(IOException.class, () -> open(spec));
    assertTrue(e.getMessage().contains("4096 blocks"), e.getMessage());
    assertEquals(List.of(), calls);
    assertEquals(List.of(), kernel.steps());
  }

  @Test
  void shouldStayOpenWhileTheDiskIsMounted() throws IOException {
    TcmuDevice device = open(TcmuDeviceSpec.basic("disk0"));
    Path mounts = kernel.paths().proc().resolve("self/mountinfo");
    Files.writeString(mounts, "9 1 8:400 / /mnt rw - ext4 x rw\n");
    assertThrows(IOException.class, device::close);
    assertEquals(List.of("open"), calls);
    Files.writeString(mounts, "");
    device.close();
    device.close();
    assertEquals(List.of("open", "close"), calls);
  }
}
