package io.sluice.backend.seekable;

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
 * @param warnings for {@link StoreReport#warnings}
 */
record StoreFigures(String state, int spans, long longest, long readAhead, List<String> warnings) {
  static StoreFigures of(SpanDecoding decoding, DecodingMemory memory) {
    SpanLengths lengths = SpanLengths.of(decoding.index());
    String state = "ONLINE, " + decoding.format().name();
    if (!memory.isDecodedWhole(lengths.longest())) {
      state += ", SLOW: " + lengths.explain();
    }
    return new StoreFigures(
        state, lengths.spans(), lengths.longest(), memory.readAhead(), warnings(decoding));
  }

  /** What a person should know of a file although it is served. */
  static List<String> warnings(SpanDecoding decoding) {
    List<String> warnings = new ArrayList<>();
    long leftOut = decoding.index().leftOut();
    if (leftOut > 0) {
      warnings.add(
          """
          the last %d bytes of the file are none of %s and are left out; check that the disk is as \
          long as it should be (%s)\
          """
              .formatted(
                  leftOut, decoding.format().name(), SpanLengths.size(decoding.index().length())));
    }
    if (decoding.index().length() == 0) {
      warnings.add("the file holds nothing, and is served as one block of zeroes");
    }
    return warnings;
  }

  StoreReport report(long hits, long misses, long decoded, long cached) {
    return new StoreReport(
        state,
        List.of(
            count("spans", spans),
            bytes("longest span", longest),
            bytes("read ahead at most", readAhead),
            count("cache hits", hits),
            count("cache misses", misses),
            bytes("decoded", decoded),
            bytes("cached of all", cached)),
        warnings);
  }

  private static Figure count(String name, long value) {
    return new Figure(name, value, Unit.COUNT);
  }

  private static Figure bytes(String name, long value) {
    return new Figure(name, value, Unit.BYTES);
  }
}
