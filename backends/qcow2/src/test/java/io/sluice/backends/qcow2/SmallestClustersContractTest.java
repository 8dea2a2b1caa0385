package io.sluice.backends.qcow2;

/** Clusters of 512 bytes. */
class SmallestClustersContractTest extends Qcow2StoreContractTest {
  @Override
  int clusterBits() {
    return 9;
  }

  @Override
  boolean extendedL2() {
    return false;
  }
}
