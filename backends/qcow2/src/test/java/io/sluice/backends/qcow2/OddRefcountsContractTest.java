package io.sluice.backends.qcow2;

import java.nio.file.Path;

/** Refcounts of one bit, and the lazy refcounts feature, as qemu-img makes them. */
class OddRefcountsContractTest extends Qcow2StoreContractTest {
  @Override
  Qcow2Options make(Path image, long size, int blockSize) throws Exception {
    QemuImg.run(
        "create",
        "-f",
        "qcow2",
        "-o",
        "refcount_bits=1,lazy_refcounts=on,cluster_size=4k",
        image,
        size);
    return Qcow2Options.DEFAULT.withBlockSize(blockSize);
  }
}
