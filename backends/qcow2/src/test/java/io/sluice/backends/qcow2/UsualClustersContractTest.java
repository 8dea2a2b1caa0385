package io.sluice.backends.qcow2;

/** Clusters of 64 KiB. */
class UsualClustersContractTest extends Qcow2StoreContractTest {
  @Override
  int clusterBits() {
    return 16;
  }

  @Override
  boolean extendedL2() {
    return false;
  }
}
