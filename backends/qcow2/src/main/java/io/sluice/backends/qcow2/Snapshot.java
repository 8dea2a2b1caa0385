package io.sluice.backends.qcow2;

import java.time.Instant;

/**
 * An internal snapshot: the disk's content of a moment (specification, "Snapshots").
 *
 * @param id unique in the image
 * @param name for people; need not be unique
 * @param taken when
 * @param diskSize bytes of the disk then
 * @param vmStateSize bytes of a virtual machine's state that is kept with it
 * @param l1Offset where its L1 table is
 * @param l1Size entries of it
 */
public record Snapshot(
    String id,
    String name,
    Instant taken,
    long diskSize,
    long vmStateSize,
    long l1Offset,
    int l1Size) {}
