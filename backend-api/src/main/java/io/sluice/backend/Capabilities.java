package io.sluice.backend;

import java.math.BigInteger;
import java.util.Objects;

/**
 * What a volume can do, as VPD pages B0h, B1h and B2h and the caching mode page tell it to
 * initiators. All sizes in bytes; 0 where there is nothing to tell.
 *
 * @param readOnly writes are refused with DATA PROTECT
 * @param volatileContent acknowledged writes do not survive the death of this process (RAM)
 * @param writeCache acknowledged writes survive the machine's death only after a flush or with FUA
 * @param discard {@code discard} gives space back
 * @param discardReadsZero what was discarded reads as zero
 * @param rotational a disk that turns (VPD B1h)
 * @param discardGranularity the unit that discard works on; 0 without discard
 * @param optimalTransfer the transfer size that works best (VPD B0h)
 * @param maximumTransfer the largest transfer that a command may ask for; 0 for no limit
 * @param atomicWrites which writes are one step, those with {@link WriteFlags#ATOMIC}
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
  public static final Capabilities PLAIN =
      new Capabilities(false, false, false, false, false, false, 0, 0, 0);

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
   * Of a layer that passes on to the one below what it can't do itself: nothing is promised that
   * both do not hold, and no atomic writes, since one write may become several. What either must
   * warn of, it warns of.
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
            : Math.min(maximumTransfer, below.maximumTransfer));
  }

  private static int leastCommonMultiple(int a, int b) {
    return Math.toIntExact(
        (long) a / BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue() * b);
  }

  /** Without atomic writes. */
  public Capabilities(
      boolean readOnly,
      boolean volatileContent,
      boolean writeCache,
      boolean discard,
      boolean discardReadsZero,
      boolean rotational,
      int discardGranularity,
      int optimalTransfer,
      int maximumTransfer) {
    this(
        readOnly,
        volatileContent,
        writeCache,
        discard,
        discardReadsZero,
        rotational,
        discardGranularity,
        optimalTransfer,
        maximumTransfer,
        AtomicWrites.NONE);
  }

  /** The same, but read-only. */
  public Capabilities withReadOnly() {
    return new Capabilities(
        true,
        volatileContent,
        writeCache,
        discard,
        discardReadsZero,
        rotational,
        discardGranularity,
        optimalTransfer,
        maximumTransfer,
        atomicWrites);
  }

  /** The same with these atomic writes. */
  public Capabilities with(AtomicWrites newAtomicWrites) {
    return new Capabilities(
        readOnly,
        volatileContent,
        writeCache,
        discard,
        discardReadsZero,
        rotational,
        discardGranularity,
        optimalTransfer,
        maximumTransfer,
        newAtomicWrites);
  }
}
