package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One row of a {@link CommandTable}: a command, and all that is derived from there being one. It
 * checks the bits that have to be 0 before the command sees the CDB. Immutable.
 *
 * @param name as the standard has it: {@code READ (10)}
 * @param source where the standard has it: {@code SBC-3 5.11}
 * @param usage CDB usage data in hexadecimal (SPC-4 6.35.3): the operation code, and a 1 for every
 *     bit that means something; the service action stands in its field
 * @param serviceAction 0..31, or {@link #NO_SERVICE_ACTION}
 * @param access what it does to the logical unit
 * @param medium whether it reads or writes the medium, which may take its time
 * @param alone whether no other write may be under way meanwhile
 * @param occupies what others that need the medium are told meanwhile; null where they are served
 * @param offered whether a volume has the command
 * @param command does it
 */
public record CommandRow(
    String name,
    String source,
    String usage,
    int serviceAction,
    Access access,
    boolean medium,
    boolean alone,
    AdditionalSense occupies,
    Predicate<VolumeInfo> offered,
    StoreCommand command)
    implements StoreCommand {
  public static final int NO_SERVICE_ACTION = -1;

  private static final int SERVICE_ACTION_FIELD = 0x1F;

  /** In byte 1 of 6-byte CDBs SCSI-2 had the LUN, which some initiators still set. */
  private static final int SCSI_2_LUN = 0xE0;

  private static final int SHORTEST = 6;

  public CommandRow {
    Objects.requireNonNull(command, "command");
    usage = usage.replace(" ", "");
  }

  /** A command that answers from memory, and that reservations leave alone. */
  public static CommandRow of(String name, String source, String usage, StoreCommand command) {
    return new CommandRow(
        name,
        source,
        usage,
        NO_SERVICE_ACTION,
        Access.ANY,
        false,
        false,
        null,
        info -> true,
        command);
  }

  /** The same, told from others by the service action that stands in its usage data. */
  public CommandRow withServiceAction() {
    int action = HexFormat.fromHexDigits(usage, 2, 4) & SERVICE_ACTION_FIELD;
    return with(action, access, medium, alone, occupies, offered);
  }

  /** The same, with another effect on the logical unit. */
  public CommandRow with(Access newAccess) {
    return with(serviceAction, newAccess, medium, alone, occupies, offered);
  }

  /** The same, reading the medium. */
  public CommandRow reads() {
    return with(serviceAction, Access.READ, true, alone, occupies, offered);
  }

  /** The same, writing the medium. */
  public CommandRow writes() {
    return with(serviceAction, Access.WRITE, true, alone, occupies, offered);
  }

  /** The same, with no other write under way: what it reads and then writes is one step. */
  public CommandRow runningAlone() {
    return with(serviceAction, access, medium, true, occupies, offered);
  }

  /** The same, with no other use of the medium, which is told this as NOT READY. */
  public CommandRow occupying(AdditionalSense reason) {
    return with(serviceAction, access, medium, true, reason, offered);
  }

  /** The same, for some volumes only. */
  public CommandRow where(Predicate<VolumeInfo> volume) {
    return with(serviceAction, access, medium, alone, occupies, volume);
  }

  private CommandRow with(
      int newAction,
      Access newAccess,
      boolean newMedium,
      boolean newAlone,
      AdditionalSense newOccupies,
      Predicate<VolumeInfo> newOffered) {
    return new CommandRow(
        name,
        source,
        usage,
        newAction,
        newAccess,
        newMedium,
        newAlone,
        newOccupies,
        newOffered,
        command);
  }

  /** The operation code. */
  public int opcode() {
    return HexFormat.fromHexDigits(usage, 0, 2);
  }

  /** Whether the service action tells it from others of its operation code. */
  public boolean hasServiceAction() {
    return serviceAction != NO_SERVICE_ACTION;
  }

  /** CDB usage data (SPC-4 6.35.3), as long as the CDB. */
  public byte[] usageData() {
    return HexFormat.of().parseHex(usage);
  }

  /** The bits of each byte that may be set. */
  byte[] allowedBits() {
    byte[] allowed = usageData();
    if (hasServiceAction()) {
      allowed[1] |= SERVICE_ACTION_FIELD;
    }
    if (allowed.length == SHORTEST) {
      allowed[1] |= (byte) SCSI_2_LUN;
    }
    return allowed;
  }

  /** INVALID FIELD IN CDB with a pointer to the first bit that has to be 0; null when all are. */
  static ScsiResponse refuseReserved(Cdb cdb, byte[] allowed) {
    for (int i = 1; i < allowed.length; i++) {
      int wrong = cdb.u8(i) & ~allowed[i];
      if (wrong != 0) {
        return ScsiResponse.invalidFieldInCdb(i, 31 - Integer.numberOfLeadingZeros(wrong));
      }
    }
    return null;
  }

  /** As {@link StoreCommand#respond}, where the volume has the command. */
  @Override
  public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    return offered.test(store.info()) ? command.respond(cmd, store) : ScsiResponse.notHandled();
  }
}
