/** VMDK streamOptimized: compressed grains, found through a directory of tables. */
package io.sluice.backends.seekable.vmdk;
