package io.sluice.backend;

/**
 * State of the first part of a range, as GET LBA STATUS reports it (SBC-3 5.4).
 *
 * @param length how many bytes, from the beginning of the range, share this state; more than 0 and
 *     at most the range's length
 * @param allocated whether the medium holds space for them
 * @param zero whether they are known to read as zero
 */
public record BlockStatus(long length, boolean allocated, boolean zero) {}
