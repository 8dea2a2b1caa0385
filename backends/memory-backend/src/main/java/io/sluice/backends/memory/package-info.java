/**
 * Volumes in memory: sparse RAM disks. Usable as a plain library: {@link
 * io.sluice.backends.memory.MemoryVolume} is all it takes.
 */
package io.sluice.backends.memory;
