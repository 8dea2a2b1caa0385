package io.sluice.backends.qcow2;

/** Clusters of 16 KiB, which have subclusters of 512 bytes. */
class ExtendedL2ContractTest extends Qcow2StoreContractTest {
  @Override
  int clusterBits() {
    return 14;
  }

  @Override
  boolean extendedL2() {
    return true;
  }
}
