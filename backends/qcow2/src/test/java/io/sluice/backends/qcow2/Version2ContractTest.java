package io.sluice.backends.qcow2;

import java.nio.file.Path;

/** Images of version 2, as qemu-img makes them. */
class Version2ContractTest extends Qcow2StoreContractTest {
  @Override
  Qcow2Options make(Path image, long size, int blockSize) throws Exception {
    QemuImg.run("create", "-f", "qcow2", "-o", "compat=0.10,cluster_size=4k", image, size);
    return Qcow2Options.DEFAULT.withBlockSize(blockSize);
  }
}
