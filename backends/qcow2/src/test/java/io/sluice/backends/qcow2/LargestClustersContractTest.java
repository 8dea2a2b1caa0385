package io.sluice.backends.qcow2;

/** Clusters of 2 MiB. */
class LargestClustersContractTest extends Qcow2StoreContractTest {
  @Override
  int clusterBits() {
    return 21;
  }

  @Override
  boolean extendedL2() {
    return false;
  }
}
