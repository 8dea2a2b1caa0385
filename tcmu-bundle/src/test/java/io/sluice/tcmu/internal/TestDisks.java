package io.sluice.tcmu.internal;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.kernel.FakeKernel;
import io.sluice.tcmu.internal.ring.RingServer;
import io.sluice.tcmu.internal.ring.RingThreads;
import io.sluice.tcmu.internal.ring.RingWatch;
import io.sluice.tcmu.internal.ring.TestUnit;
import java.io.IOException;
import java.nio.file.Path;

/** Opens disks of a fake kernel, of the instance {@code test}. */
final class TestDisks implements AutoCloseable {
  static final Geometry GEOMETRY = Geometry.ofSize(64 << 20, 512);

  final FakeKernel kernel;
  private final RingWatch watch = new RingWatch();

  TestDisks(Path root) throws IOException {
    kernel = new FakeKernel(root);
  }

  static TcmuDeviceSpec spec(String name) {
    return TcmuDeviceSpec.builder(name).instance("test").build();
  }

  DiskPlan plan(String name) {
    VolumeInfo volume = new VolumeInfo(GEOMETRY, Capabilities.PLAIN, "test");
    return DiskPlan.of(spec(name), volume, kernel.devDirectory());
  }

  KernelDisk open(String name) throws IOException {
    return open(plan(name));
  }

  KernelDisk open(DiskPlan plan) throws IOException {
    TestUnit unit = new TestUnit(plan.name());
    return KernelDisk.open(
        kernel.asKernel(),
        plan,
        port ->
            new RingServer(
                port,
                unit,
                unit,
                cmd -> cmd.complete(ScsiResponse.good()),
                watch,
                new RingThreads("test")));
  }

  LeftDisk left(String name) {
    return LeftDisk.of(kernel.asKernel(), plan(name));
  }

  @Override
  public void close() {
    watch.close();
  }
}
