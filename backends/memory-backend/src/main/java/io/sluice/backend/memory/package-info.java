/**
 * Volumes in memory: sparse RAM disks. Usable as a plain library: {@link
 * io.sluice.backend.memory.MemoryVolume} is all it takes.
 */
package io.sluice.backend.memory;
