package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.AdditionalSense;
import java.util.function.Consumer;

/**
 * One segment under way: what to read and to write next. Where source and destination overlap, it
 * goes from the end to the beginning if need be, so that the destination has what the source had.
 * Not thread-safe.
 */
final class SegmentCopy {
  private final CopyEnd source;
  private final CopyEnd destination;
  private final long sourceOffset;
  private final long destinationOffset;
  private final long length;
  private final int step;
  private final boolean backwards;
  private long done;

  private SegmentCopy(CopySegment segment, CopyEnd source, CopyEnd destination, long length) {
    this.source = source;
    this.destination = destination;
    this.length = length;
    sourceOffset = segment.sourceLba() * source.blockSize();
    destinationOffset = segment.destinationLba() * destination.blockSize();
    int unit = Math.max(source.blockSize(), destination.blockSize());
    step = Math.min(source.step(unit), destination.step(unit));
    backwards =
        source.nexus() == destination.nexus()
            && sourceOffset < destinationOffset
            && destinationOffset < sourceOffset + length;
  }

  /** Finds both ends and checks the ranges, as they are now. */
  static SegmentCopy begin(CopyNexus from, CopyParameterList list, CopySegment segment)
      throws CopyAborted {
    CopyEnd source = CopyEnd.find(from, list, segment.source(), segment.at() + CopySegment.SOURCE);
    CopyEnd destination =
        CopyEnd.find(from, list, segment.destination(), segment.at() + CopySegment.DESTINATION);
    CopyEnd counted = segment.inDestinationBlocks() ? destination : source;
    long length = (long) segment.blocks() * counted.blockSize();
    if (length % source.blockSize() != 0 || length % destination.blockSize() != 0) {
      throw new CopyAborted(
          AdditionalSense.UNEXPECTED_INEXACT_SEGMENT, segment.at() + CopySegment.BLOCKS);
    }
    source.require(
        segment.sourceLba(), length / source.blockSize(), segment.at() + CopySegment.SOURCE_LBA);
    destination.require(
        segment.destinationLba(),
        length / destination.blockSize(),
        segment.at() + CopySegment.DESTINATION_LBA);
    return new SegmentCopy(segment, source, destination, length);
  }

  boolean isDone() {
    return done == length;
  }

  /** How many bytes the next step copies. */
  int next() {
    return (int) Math.min(step, length - done);
  }

  private long at() {
    return backwards ? length - done - next() : done;
  }

  CopyCmd read(long tag, Segments buffer, Consumer<ScsiResponse> then) {
    int blockSize = source.blockSize();
    return CopyCmd.read(
        source.nexus(),
        tag,
        (sourceOffset + at()) / blockSize,
        next() / blockSize,
        new CopyRoom(buffer, next()),
        then);
  }

  CopyCmd write(long tag, Segments buffer, Consumer<ScsiResponse> then) {
    int blockSize = destination.blockSize();
    return CopyCmd.write(
        destination.nexus(),
        tag,
        (destinationOffset + at()) / blockSize,
        next() / blockSize,
        buffer.slice(0, next()),
        then);
  }

  /** The next step was written. */
  void advance() {
    done += next();
  }

  /** Bytes written so far. */
  long done() {
    return done;
  }

  /** Blocks of the destination that were not written in order from the first on. */
  long residual() {
    return (backwards ? length : length - done) / destination.blockSize();
  }

  CopyEnd source() {
    return source;
  }

  CopyEnd destination() {
    return destination;
  }
}
