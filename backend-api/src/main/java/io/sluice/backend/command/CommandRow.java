package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One row of a {@link CommandTable}: a command and everything known about it. It checks the bits
 * that must be 0 before the command sees the CDB. Immutable: the methods that describe the command
 * return a new row.
 */
public final class CommandRow implements StoreCommand {
  /** For commands that are identified by their operation code alone. */
  public static final int NO_SERVICE_ACTION = -1;

  private static final int SERVICE_ACTION_FIELD = 0x1F;

  /** SCSI-2 had the LUN in byte 1 of 6-byte CDBs, and some initiators still set it. */
  private static final int SCSI_2_LUN = 0xE0;

  private static final int SHORTEST = 6;

  private final String name;
  private final String source;
  private final String usage;
  private final int serviceAction;
  private final Data data;
  private final Effect effect;
  private final Predicate<VolumeInfo> offered;
  private final StoreCommand command;

  /**
   * What is transferred between initiator and volume; with {@code blocks}, the number of blocks in
   * the CDB.
   */
  private record Data(DataDirection direction, boolean blocks) {
    private static final Data NONE = new Data(DataDirection.NONE, false);
  }

  /** What the command does to the logical unit, and what must not happen meanwhile. */
  private record Effect(Access access, boolean medium, boolean alone, AdditionalSense occupies) {
    private static final Effect NONE = new Effect(Access.ANY, false, false, null);
  }

  private CommandRow(
      String name,
      String source,
      String usage,
      int serviceAction,
      Data data,
      Effect effect,
      Predicate<VolumeInfo> offered,
      StoreCommand command) {
    this.name = name;
    this.source = source;
    this.usage = usage;
    this.serviceAction = serviceAction;
    this.data = data;
    this.effect = effect;
    this.offered = offered;
    this.command = Objects.requireNonNull(command, "command");
  }

  /**
   * A command without data that answers from memory and is not affected by reservations.
   *
   * @param name the name in the standard: {@code READ (10)}
   * @param source the clause in the standard: {@code SBC-3 5.11}
   * @param usage CDB usage data in hexadecimal (SPC-4 6.35.3): the operation code, the service
   *     action in its field, and a 1 for every other bit that has a meaning
   * @param command runs it
   */
  public static CommandRow of(String name, String source, String usage, StoreCommand command) {
    return new CommandRow(
        name,
        source,
        usage.replace(" ", ""),
        NO_SERVICE_ACTION,
        Data.NONE,
        Effect.NONE,
        info -> true,
        command);
  }

  /** The same, identified also by the service action in its usage data. */
  public CommandRow withServiceAction() {
    int action = HexFormat.fromHexDigits(usage, 2, 4) & SERVICE_ACTION_FIELD;
    return new CommandRow(name, source, usage, action, data, effect, offered, command);
  }

  /** The same, with data in this direction. */
  public CommandRow with(DataDirection direction) {
    return with(new Data(direction, data.blocks));
  }

  /** The same, transferring the number of blocks in its CDB in this direction. */
  public CommandRow moving(DataDirection direction) {
    return with(new Data(direction, true));
  }

  /** The same, with another effect on the logical unit. */
  public CommandRow with(Access access) {
    return with(new Effect(access, effect.medium, effect.alone, effect.occupies));
  }

  /** The same, as a command that reads the medium. */
  public CommandRow reads() {
    return with(new Effect(Access.READ, true, effect.alone, effect.occupies));
  }

  /** The same, as a command that writes the medium. */
  public CommandRow writes() {
    return with(new Effect(Access.WRITE, true, effect.alone, effect.occupies));
  }

  /** The same, with no other write in progress, so that reading and then writing is atomic. */
  public CommandRow runningAlone() {
    return with(new Effect(effect.access, effect.medium, true, effect.occupies));
  }

  /**
   * The same, as a command during which any other use of the medium fails with NOT READY and this
   * reason.
   */
  public CommandRow occupying(AdditionalSense reason) {
    return with(new Effect(effect.access, effect.medium, true, reason));
  }

  /** The same, offered only by volumes that match. */
  public CommandRow where(Predicate<VolumeInfo> volume) {
    return new CommandRow(name, source, usage, serviceAction, data, effect, volume, command);
  }

  private CommandRow with(Data newData) {
    return new CommandRow(name, source, usage, serviceAction, newData, effect, offered, command);
  }

  private CommandRow with(Effect newEffect) {
    return new CommandRow(name, source, usage, serviceAction, data, newEffect, offered, command);
  }

  /** The name in the standard: {@code READ (10)}. */
  public String name() {
    return name;
  }

  /** The clause in the standard: {@code SBC-3 5.11}. */
  public String source() {
    return source;
  }

  /** The service action, 0..31, or {@link #NO_SERVICE_ACTION}. */
  public int serviceAction() {
    return serviceAction;
  }

  /** The direction of its data. */
  public DataDirection direction() {
    return data.direction;
  }

  /** What it does to the medium, for counters and for truncating data. */
  public CommandKind kind() {
    return CommandKind.of(data.direction, data.blocks);
  }

  /** What it does to the logical unit. */
  public Access access() {
    return effect.access;
  }

  /** Whether it reads or writes the medium, which may take a while. */
  public boolean medium() {
    return effect.medium;
  }

  /** Whether no other write may be in progress at the same time. */
  public boolean alone() {
    return effect.alone;
  }

  /**
   * The additional sense for other commands that need the medium meanwhile; null if they are
   * served.
   */
  public AdditionalSense occupies() {
    return effect.occupies;
  }

  /** Whether a volume like this offers the command. */
  public boolean isOffered(VolumeInfo volume) {
    return offered.test(volume);
  }

  /** The code that runs the command. */
  StoreCommand command() {
    return command;
  }

  /** The operation code. */
  public int opcode() {
    return HexFormat.fromHexDigits(usage, 0, 2);
  }

  /** Whether the service action distinguishes it from others with the same operation code. */
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

  /**
   * INVALID FIELD IN CDB with a pointer to the first bit that should be 0 but is not; null if there
   * is none.
   */
  static ScsiResponse refuseReserved(Cdb cdb, byte[] allowed) {
    for (int i = 1; i < allowed.length; i++) {
      int wrong = cdb.u8(i) & ~allowed[i];
      if (wrong != 0) {
        return ScsiResponse.invalidFieldInCdb(i, 31 - Integer.numberOfLeadingZeros(wrong));
      }
    }
    return null;
  }

  /** As {@link StoreCommand#respond}, if the volume offers the command. */
  @Override
  public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    return isOffered(store.info()) ? command.respond(cmd, store) : ScsiResponse.notHandled();
  }
}
