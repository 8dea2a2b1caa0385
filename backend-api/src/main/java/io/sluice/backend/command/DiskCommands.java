package io.sluice.backend.command;

import static io.sluice.backend.command.Access.STATUS;
import static io.sluice.backend.command.Access.WRITE;
import static io.sluice.scsi.DataDirection.IN;
import static io.sluice.scsi.DataDirection.OUT;

import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;

/**
 * The commands of a disk: one row for each, with its name, its source, and the bits of its CDB that
 * mean something. FUA_NV, SYNC_NV and the LBA of READ CAPACITY are obsolete and let be, as are
 * group numbers, since nothing is counted by them.
 */
final class DiskCommands {
  private static final StoreCommand READ = ReadCommand.COMMAND;

  private DiskCommands() {}

  static CommandTable table() {
    CommandTable.Builder table = new CommandTable.Builder();
    addPrimary(table);
    addReports(table);
    addReads(table);
    addVerifies(table);
    addWrites(table);
    addWholeMedium(table);
    return table.build();
  }

  private static void addPrimary(CommandTable.Builder table) {
    table
        .add(
            row("TEST UNIT READY", "SPC-4 6.47", "000000000000", TestUnitReadyCommand::respond)
                .with(STATUS))
        .add(
            row("REQUEST SENSE", "SPC-4 6.39", "03010000FF00", RequestSenseCommand::respond)
                .with(IN))
        .add(row("INQUIRY", "SPC-4 6.6", "1201FFFFFF00", InquiryCommand::respond).with(IN))
        .add(
            row("MODE SELECT (6)", "SPC-4 6.11", "15110000FF00", ModeSelectCommand::respond)
                .with(OUT)
                .with(WRITE))
        .add(
            row("MODE SENSE (6)", "SPC-4 6.13", "1A08FFFFFF00", ModeSenseCommand::respond)
                .with(IN)
                .with(WRITE))
        .add(
            row("START STOP UNIT", "SBC-3 5.25", "1B010000F700", StartStopUnitCommand::respond)
                .with(WRITE))
        .add(
            row(
                    "MODE SELECT (10)",
                    "SPC-4 6.12",
                    "5511 0000000000 FFFF 00",
                    ModeSelectCommand::respond)
                .with(OUT)
                .with(WRITE))
        .add(
            row(
                    "MODE SENSE (10)",
                    "SPC-4 6.14",
                    "5A18FFFF 000000 FFFF 00",
                    ModeSenseCommand::respond)
                .with(IN)
                .with(WRITE));
  }

  private static void addReports(CommandTable.Builder table) {
    table
        .add(
            row(
                    "REPORT SUPPORTED OPERATION CODES",
                    "SPC-4 6.35",
                    "A30C87FFFFFF FFFFFFFF 0000",
                    (cmd, store) ->
                        ReportSupportedOperationCodesCommand.respond(
                            cmd, CommandTable.DISK, store.info()))
                .with(IN)
                .withServiceAction())
        .add(
            row(
                    "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS",
                    "SPC-4 6.36",
                    "A30D80000000 FFFFFFFF 0000",
                    (cmd, store) -> ReportSupportedTaskManagementFunctionsCommand.respond(cmd))
                .with(IN)
                .withServiceAction())
        .add(
            row(
                    "READ CAPACITY (10)",
                    "SBC-3 5.15",
                    "2500FFFFFFFF 0000 0100",
                    ReadCapacity10Command::respond)
                .with(IN)
                .with(STATUS))
        .add(
            row(
                    "READ CAPACITY (16)",
                    "SBC-3 5.16",
                    "9E10FFFFFFFFFFFFFFFF FFFFFFFF 0100",
                    ReadCapacity16Command::respond)
                .with(IN)
                .withServiceAction()
                .with(STATUS))
        .add(
            row(
                    "GET LBA STATUS",
                    "SBC-3 5.4",
                    "9E12FFFFFFFFFFFFFFFF FFFFFFFF 0000",
                    GetLbaStatusCommand::respond)
                .with(IN)
                .withServiceAction()
                .reads())
        .add(
            row(
                    "READ DEFECT DATA (10)",
                    "SBC-3 5.17",
                    "37001F 00000000 FFFF 00",
                    ReadDefectDataCommand::respond)
                .with(IN)
                .with(Access.READ))
        .add(
            row(
                    "READ DEFECT DATA (12)",
                    "SBC-3 5.18",
                    "B71FFFFFFFFF FFFFFFFF 0000",
                    ReadDefectDataCommand::respond)
                .with(IN)
                .with(Access.READ));
  }

  private static void addReads(CommandTable.Builder table) {
    table
        .add(row("READ (6)", "SBC-2 5.8", "081FFFFFFF00", READ).moving(IN).reads())
        .add(row("READ (10)", "SBC-3 5.11", "28FAFFFFFFFF 1F FFFF 00", READ).moving(IN).reads())
        .add(row("READ (12)", "SBC-3 5.12", "A8FAFFFFFFFF FFFFFFFF 1F00", READ).moving(IN).reads())
        .add(
            row("READ (16)", "SBC-3 5.13", "88FAFFFFFFFFFFFFFFFF FFFFFFFF 1F00", READ)
                .moving(IN)
                .reads())
        .add(
            row("PRE-FETCH (10)", "SBC-3 5.8", "3402FFFFFFFF 1F FFFF 00", PreFetchCommand::respond)
                .reads())
        .add(
            row(
                    "PRE-FETCH (16)",
                    "SBC-3 5.9",
                    "9002FFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    PreFetchCommand::respond)
                .reads())
        .add(
            row(
                    "SYNCHRONIZE CACHE (10)",
                    "SBC-3 5.26",
                    "3506FFFFFFFF 1F FFFF 00",
                    SynchronizeCacheCommand.COMMAND)
                .reads()
                .with(WRITE))
        .add(
            row(
                    "SYNCHRONIZE CACHE (16)",
                    "SBC-3 5.27",
                    "9106FFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    SynchronizeCacheCommand.COMMAND)
                .reads()
                .with(WRITE));
  }

  private static void addVerifies(CommandTable.Builder table) {
    table
        .add(
            row("VERIFY (10)", "SBC-3 5.29", "2FF6FFFFFFFF 1F FFFF 00", VerifyCommand::respond)
                .with(OUT)
                .reads())
        .add(
            row("VERIFY (12)", "SBC-3 5.30", "AFF6FFFFFFFF FFFFFFFF 1F00", VerifyCommand::respond)
                .with(OUT)
                .reads())
        .add(
            row(
                    "VERIFY (16)",
                    "SBC-3 5.31",
                    "8FF6FFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    VerifyCommand::respond)
                .with(OUT)
                .reads())
        .add(
            row(
                    "WRITE AND VERIFY (10)",
                    "SBC-3 5.36",
                    "2EF6FFFFFFFF 1F FFFF 00",
                    WriteAndVerifyCommand::respond)
                .moving(OUT)
                .writes())
        .add(
            row(
                    "WRITE AND VERIFY (12)",
                    "SBC-3 5.37",
                    "AEF6FFFFFFFF FFFFFFFF 1F00",
                    WriteAndVerifyCommand::respond)
                .moving(OUT)
                .writes())
        .add(
            row(
                    "WRITE AND VERIFY (16)",
                    "SBC-3 5.38",
                    "8EF6FFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    WriteAndVerifyCommand::respond)
                .moving(OUT)
                .writes());
  }

  private static void addWrites(CommandTable.Builder table) {
    table
        .add(
            row("WRITE (6)", "SBC-2 5.28", "0A1FFFFFFF00", WriteCommand.COMMAND)
                .moving(OUT)
                .writes())
        .add(
            row("WRITE (10)", "SBC-3 5.32", "2AFAFFFFFFFF 1F FFFF 00", WriteCommand.COMMAND)
                .moving(OUT)
                .writes())
        .add(
            row("WRITE (12)", "SBC-3 5.33", "AAFAFFFFFFFF FFFFFFFF 1F00", WriteCommand.COMMAND)
                .moving(OUT)
                .writes())
        .add(
            row(
                    "WRITE (16)",
                    "SBC-3 5.34",
                    "8AFAFFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    WriteCommand.COMMAND)
                .moving(OUT)
                .writes())
        .add(
            row(
                    "WRITE ATOMIC (16)",
                    "SBC-4 5.48",
                    "9CF8FFFFFFFFFFFFFFFF 0000 FFFF 1F00",
                    WriteAtomicCommand.COMMAND)
                .moving(OUT)
                .writes()
                .where(info -> info.capabilities().atomicWrites().any()))
        .add(
            row(
                    "COMPARE AND WRITE",
                    "SBC-3 5.2",
                    "89FAFFFFFFFFFFFFFFFF 000000FF 1F00",
                    CompareAndWriteCommand::respond)
                .with(OUT)
                .writes()
                .runningAlone())
        .add(
            row(
                    "ORWRITE (16)",
                    "SBC-3 5.6",
                    "8BFAFFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    OrWriteCommand::respond)
                .with(OUT)
                .writes()
                .runningAlone())
        .add(
            row(
                    "WRITE SAME (10)",
                    "SBC-3 5.43",
                    "41F8FFFFFFFF 1F FFFF 00",
                    WriteSameCommand.COMMAND)
                .with(OUT)
                .writes())
        .add(
            row(
                    "WRITE SAME (16)",
                    "SBC-3 5.44",
                    "93F9FFFFFFFFFFFFFFFF FFFFFFFF 1F00",
                    WriteSameCommand.COMMAND)
                .with(OUT)
                .writes())
        .add(
            row("UNMAP", "SBC-3 5.28", "4201 00000000 1F FFFF 00", UnmapCommand.COMMAND)
                .with(OUT)
                .writes()
                .where(info -> canDiscard(info) || info.capabilities().readOnly()));
  }

  private static void addWholeMedium(CommandTable.Builder table) {
    table
        .add(
            row("FORMAT UNIT", "SBC-3 5.3", "04FFFFFFFF00", FormatUnitCommand::respond)
                .with(OUT)
                .writes()
                .occupying(AdditionalSense.FORMAT_IN_PROGRESS))
        .add(
            sanitize("OVERWRITE", "SBC-3 5.24.2.2", "81", SanitizeCommand::overwrite)
                .occupying(AdditionalSense.SANITIZE_IN_PROGRESS))
        .add(
            sanitize("BLOCK ERASE", "SBC-3 5.24.2.3", "82", SanitizeCommand::blockErase)
                .occupying(AdditionalSense.SANITIZE_IN_PROGRESS)
                .where(DiskCommands::canDiscard))
        .add(sanitize("EXIT FAILURE MODE", "SBC-3 5.24.2.5", "9F", SanitizeCommand::exitFailure));
  }

  private static CommandRow sanitize(
      String action, String source, String second, StoreCommand command) {
    // Byte 1: IMMED, AUSE and the service action; there are no zones to reset (ZNR).
    String flags = "%02X".formatted(Integer.parseInt(second, 16) | 0x20);
    return row("SANITIZE: " + action, source, "48" + flags + "0000000000 FFFF 00", command)
        .withServiceAction()
        .with(OUT)
        .writes();
  }

  private static boolean canDiscard(VolumeInfo info) {
    return info.capabilities().discard();
  }

  private static CommandRow row(String name, String source, String usage, StoreCommand command) {
    return CommandRow.of(name, source, usage, command);
  }
}
