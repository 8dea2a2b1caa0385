package io.sluice.backend;

import java.math.BigInteger;
import java.util.Objects;

/**
 * What a volume can do, as reported to initiators in VPD pages B0h, B1h and B2h and in the caching
 * mode page. All sizes in bytes; 0 where there is nothing to report.
 *
 * @param readOnly writes are refused with DATA PROTECT
 * @param volatileContent acknowledged writes do not survive the death of this process (RAM)
 * @param writeCache acknowledged writes survive the machine's death only after a flush or with FUA
 * @param discard {@code discard} frees space
 * @param discardReadsZero discarded ranges read as zero
 * @param rotational a disk with spinning platters (VPD B1h)
 * @param discardGranularity the unit that discard works on; 0 without discard
 * @param optimalTransfer the transfer size that works best (VPD B0h)
 * @param maximumTransfer the largest transfer that a command may ask for; 0 for no limit
 * @param atomicWrites which writes are atomic when given {@link WriteFlags#ATOMIC}
 */
public record Capabilities(
    boolean readOnly,
    boolean volatileContent,
    boolean writeCache,
    boolean discard,
    boolean discardReadsZero,
    boolean rotational,
    int discardGranularity,
    int optimalTransfer,
    int maximumTransfer,
    AtomicWrites atomicWrites) {
  /** A plain writable medium without a cache and without discard. */
  public static final Capabilities PLAIN = builder().build();

  public Capabilities {
    Objects.requireNonNull(atomicWrites, "atomicWrites");
    if (discardGranularity < 0 || optimalTransfer < 0 || maximumTransfer < 0) {
      throw new IllegalArgumentException("sizes are not negative");
    }
    if (discard != discardGranularity > 0) {
      throw new IllegalArgumentException("a granularity belongs to discard, and discard has one");
    }
  }

  /**
   * The capabilities of a layer that passes on to the layer below what it can't do itself. It
   * promises only what both layers promise, and no atomic writes, since one write may become
   * several. A limitation of either layer applies to the result.
   */
  public Capabilities tightenedBy(Capabilities below) {
    boolean discards = discard && below.discard;
    return new Capabilities(
        readOnly || below.readOnly,
        volatileContent || below.volatileContent,
        writeCache || below.writeCache,
        discards,
        discards && discardReadsZero && below.discardReadsZero,
        rotational || below.rotational,
        discards ? leastCommonMultiple(discardGranularity, below.discardGranularity) : 0,
        Math.max(optimalTransfer, below.optimalTransfer),
        maximumTransfer == 0 || below.maximumTransfer == 0
            ? Math.max(maximumTransfer, below.maximumTransfer)
            : Math.min(maximumTransfer, below.maximumTransfer),
        AtomicWrites.NONE);
  }

  private static int leastCommonMultiple(int a, int b) {
    return Math.toIntExact(
        (long) a / BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue() * b);
  }

  /** These capabilities, but read-only. */
  public Capabilities withReadOnly() {
    return toBuilder().readOnly(true).build();
  }

  /** These capabilities with other atomic writes. */
  public Capabilities with(AtomicWrites newAtomicWrites) {
    return toBuilder().atomicWrites(newAtomicWrites).build();
  }

  /** A builder that starts from {@link #PLAIN}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what these say. */
  public Builder toBuilder() {
    return builder()
        .readOnly(readOnly)
        .volatileContent(volatileContent)
        .writeCache(writeCache)
        .discard(discardGranularity, discardReadsZero)
        .rotational(rotational)
        .optimalTransfer(optimalTransfer)
        .maximumTransfer(maximumTransfer)
        .atomicWrites(atomicWrites);
  }

  /** Builds capabilities one property at a time. Not thread-safe. */
  public static final class Builder {
    private boolean readOnly;
    private boolean volatileContent;
    private boolean writeCache;
    private boolean discardReadsZero;
    private boolean rotational;
    private int discardGranularity;
    private int optimalTransfer;
    private int maximumTransfer;
    private AtomicWrites atomicWrites = AtomicWrites.NONE;

    private Builder() {}

    /** Whether writes are refused. */
    public Builder readOnly(boolean is) {
      readOnly = is;
      return this;
    }

    /** Whether acknowledged writes do not survive the death of this process. */
    public Builder volatileContent(boolean is) {
      volatileContent = is;
      return this;
    }

    /** Whether acknowledged writes survive the machine's death only after a flush or with FUA. */
    public Builder writeCache(boolean has) {
      writeCache = has;
      return this;
    }

    /**
     * Whether space can be freed.
     *
     * @param granularity the unit of discard, in bytes; 0 for no discard
     * @param readsZero whether discarded ranges read as zero
     */
    public Builder discard(int granularity, boolean readsZero) {
      discardGranularity = granularity;
      discardReadsZero = readsZero;
      return this;
    }

    /** Whether it is a disk with spinning platters. */
    public Builder rotational(boolean is) {
      rotational = is;
      return this;
    }

    /** The transfer size that works best, in bytes; 0 if there is none. */
    public Builder optimalTransfer(int bytes) {
      optimalTransfer = bytes;
      return this;
    }

    /** The largest transfer that a command may ask for, in bytes; 0 for no limit. */
    public Builder maximumTransfer(int bytes) {
      maximumTransfer = bytes;
      return this;
    }

    /** Which writes are atomic. */
    public Builder atomicWrites(AtomicWrites writes) {
      atomicWrites = writes;
      return this;
    }

    /**
     * Builds the capabilities.
     *
     * @throws IllegalArgumentException for a negative size
     */
    public Capabilities build() {
      return new Capabilities(
          readOnly,
          volatileContent,
          writeCache,
          discardGranularity > 0,
          discardReadsZero,
          rotational,
          discardGranularity,
          optimalTransfer,
          maximumTransfer,
          atomicWrites);
    }
  }
}
