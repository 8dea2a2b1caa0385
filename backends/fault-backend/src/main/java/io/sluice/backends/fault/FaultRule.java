package io.sluice.backends.fault;

import io.sluice.scsi.SenseData;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What goes wrong, where, and how often.
 *
 * @param kind what goes wrong
 * @param operations with which operations
 * @param lba with which blocks; a flush has none, and is always meant
 * @param probability of each operation that fits, more than 0 and at most 1
 * @param skip how many that fit go well first
 * @param count how many times it strikes, then never again
 * @param time of a delay; of a hang, at most
 * @param sense of an error; empty for that of an unreadable or unwritable block
 */
record FaultRule(
    FaultKind kind,
    Set<Operation> operations,
    BlockSpan lba,
    double probability,
    long skip,
    long count,
    Duration time,
    Optional<SenseData> sense) {
  FaultRule {
    operations = Set.copyOf(operations);
  }

  boolean fits(Operation operation, BlockSpan blocks) {
    return operations.contains(operation) && (operation == Operation.FLUSH || lba.overlaps(blocks));
  }
}
