package io.sluice.backend;

/**
 * State of the beginning of a range, as GET LBA STATUS reports it (SBC-3 5.4).
 *
 * @param length how many bytes of the range, from its beginning, share this state; more than 0, at
 *     the most the range
 * @param allocated whether the medium holds space for them
 * @param zero whether they are known to read as zero
 */
public record BlockStatus(long length, boolean allocated, boolean zero) {}
