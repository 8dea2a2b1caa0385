package io.sluice.backends.seekable;

import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.layer.StoreReport.Figure;
import io.sluice.backend.layer.StoreReport.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store tells of itself.
 *
 * @param state for {@link StoreReport#state}
 * @param spans how many
 * @param longest bytes of the longest
 * @param readAhead bytes at the most
 * @param notes for {@link StoreReport#notes}
 */
record StoreFigures(String state, int spans, long longest, long readAhead, List<String> notes) {
  static StoreFigures of(SpanDecoding decoding, DecodingMemory memory) {
    SpanLengths lengths = SpanLengths.of(decoding.index());
    String state = "ONLINE, " + decoding.format().name();
    if (!memory.isDecodedWhole(lengths.longest())) {
      state += ", SLOW: " + lengths.explain();
    }
    return new StoreFigures(
        state, lengths.spans(), lengths.longest(), memory.readAhead(), notes(decoding));
  }

  /** What a person should know of a file although it is served. */
  static List<String> notes(SpanDecoding decoding) {
    List<String> notes = new ArrayList<>();
    long leftOut = decoding.index().leftOut();
    if (leftOut > 0) {
      notes.add(
          """
          %s: the last %d bytes of the file are none of %s and are left out; check that the disk is \
          as long as it should be (%s)"""
              .formatted(
                  decoding.file().name(),
                  leftOut,
                  decoding.format().name(),
                  SpanLengths.size(decoding.index().length())));
    }
    if (decoding.index().length() == 0) {
      notes.add(decoding.file().name() + ": holds nothing, and is served as one block of zeroes");
    }
    return notes;
  }

  StoreReport report(long hits, long misses, long decoded, long cached) {
    return new StoreReport(
        state,
        notes,
        List.of(
            count("spans", spans),
            bytes("longest span", longest),
            bytes("read ahead at most", readAhead),
            count("cache hits", hits),
            count("cache misses", misses),
            bytes("decoded", decoded),
            bytes("cached of all", cached)));
  }

  private static Figure count(String name, long value) {
    return new Figure(name, value, Unit.COUNT);
  }

  private static Figure bytes(String name, long value) {
    return new Figure(name, value, Unit.BYTES);
  }
}
