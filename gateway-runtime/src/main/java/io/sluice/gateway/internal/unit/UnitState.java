package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.UnitModes;
import io.sluice.backend.command.Access;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.gateway.internal.copy.CopyCapabilities;
import io.sluice.gateway.internal.copy.CopyManager;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Designator;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import io.sluice.scsi.VpdPages;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a logical unit keeps while handlers come and go: reservations, mode parameters, and whether
 * a removable medium is there. It answers the commands about these itself.
 */
public final class UnitState {
  private static final Logger LOG = LoggerFactory.getLogger(UnitState.class);
  private static final long POLL_MILLISECONDS = 5;
  private static final ScsiResponse RESERVATIONS_LOST =
      ScsiResponse.checkCondition(
          SenseKey.HARDWARE_ERROR, AdditionalSense.PERSISTENT_RESERVATION_INFORMATION_LOST);

  private final Supplier<? extends Collection<? extends UnitNexus>> nexuses;
  private final Supplier<List<ScsiCmd>> taken;
  private final ScheduledExecutorService timer;
  private final Executor elsewhere;
  private final boolean reservable;
  private final PersistentReservations persistent;
  private final SimpleReservation simple;
  private final RemovableMedium medium;
  private final UnitModes modes;
  private final CopyManager copies = new CopyManager();
  private final CommandTable commands;
  private final Map<Integer, byte[]> vpdPages;

  /**
   * Nothing reserved but what was kept; the medium is there.
   *
   * @param traits what the unit is
   * @param nexuses those that are there now
   * @param taken the commands that are held or in the handler now
   * @param elsewhere runs what handlers do when a command is aborted, which may block
   */
  public UnitState(
      UnitTraits traits,
      Supplier<? extends Collection<? extends UnitNexus>> nexuses,
      Supplier<List<ScsiCmd>> taken,
      ScheduledExecutorService timer,
      Executor elsewhere) {
    this.nexuses = nexuses;
    this.taken = taken;
    this.timer = timer;
    this.elsewhere = elsewhere;
    reservable = traits.reservable();
    persistent =
        new PersistentReservations(
            nexuses, reservable ? traits.reservations() : ReservationStore.NONE);
    simple = new SimpleReservation(persistent);
    medium = traits.removable() ? new RemovableMedium(nexuses) : null;
    modes = new UnitModes(by -> tellOthers(by, AdditionalSense.MODE_PARAMETERS_CHANGED));
    CommandTable.Builder table = new CommandTable.Builder();
    if (reservable) {
      simple.addTo(table);
      UnitPort.addTo(table);
      new PersistentReserveCommands(persistent, this::abortThenAnswer).addTo(table);
    }
    if (medium != null) {
      medium.addTo(table);
    }
    copies.addTo(table);
    commands = table.build();
    vpdPages = Map.of(VpdPages.THIRD_PARTY_COPY, CopyCapabilities.vpdPage(commands));
  }

  /** The mode parameters that initiators can change. */
  public UnitModes modes() {
    return modes;
  }

  /** The commands that are answered here. */
  public CommandTable commands() {
    return commands;
  }

  /** Vital product data pages about these, by their code. */
  public Map<Integer, byte[]> vpdPages() {
    return vpdPages;
  }

  /** What names the target port and its group; nothing where initiators are not known. */
  public List<Designator> portDesignators() {
    return reservable ? UnitPort.designators() : List.of();
  }

  /** Whether reservations are served. */
  public boolean reservable() {
    return reservable;
  }

  /**
   * Completes a command with RESERVATION CONFLICT where another nexus has reserved the unit, which
   * comes before everything else (SAM-5 5.3.3), and with HARDWARE ERROR where nobody knows who has.
   * Tells whether it did.
   */
  public boolean tryRefuse(Nexus nexus, ScsiCmd cmd) {
    if (!reservable) {
      return false;
    }
    if (persistent.areLost() && !isServedWhenReservationsAreLost(cmd)) {
      cmd.complete(RESERVATIONS_LOST);
      return true;
    }
    boolean conflict = isSimplyReserved(nexus, cmd) || isReserved(nexus, cmd);
    if (conflict) {
      cmd.complete(ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT));
    }
    return conflict;
  }

  private static boolean isServedWhenReservationsAreLost(ScsiCmd cmd) {
    return switch (cmd.cdb().opcode()) {
      case OperationCode.INQUIRY, OperationCode.REQUEST_SENSE, OperationCode.REPORT_LUNS -> true;
      case OperationCode.PERSISTENT_RESERVE_OUT ->
          cmd.cdb().serviceAction() == PersistentReserveCommands.REPLACE_LOST_RESERVATION;
      default -> false;
    };
  }

  private boolean isSimplyReserved(Nexus nexus, ScsiCmd cmd) {
    if (!simple.isHeldByOther(nexus)) {
      return false;
    }
    return switch (cmd.cdb().opcode()) {
      case OperationCode.INQUIRY,
          OperationCode.REQUEST_SENSE,
          OperationCode.REPORT_LUNS,
          OperationCode.RELEASE_6,
          OperationCode.RELEASE_10 ->
          false;
      case OperationCode.PREVENT_ALLOW_MEDIUM_REMOVAL -> (cmd.cdb().u8(4) & 1) != 0;
      default -> true;
    };
  }

  private boolean isReserved(Nexus nexus, ScsiCmd cmd) {
    return persistent.now().isReserved() && persistent.refuses(nexus, access(cmd));
  }

  private Access access(ScsiCmd cmd) {
    return switch (cmd.cdb().opcode()) {
      case OperationCode.START_STOP_UNIT ->
          (cmd.cdb().u8(4) & 0xF3) == 1 ? Access.STATUS : Access.WRITE;
      case OperationCode.PREVENT_ALLOW_MEDIUM_REMOVAL ->
          (cmd.cdb().u8(4) & 1) == 0 ? Access.STATUS : Access.WRITE;
      default -> accessByRow(cmd);
    };
  }

  /** A command that nobody knows may do anything. */
  private Access accessByRow(ScsiCmd cmd) {
    CommandRow own = commands.row(cmd.cdb());
    CommandRow row = own == null ? CommandTable.DISK.row(cmd.cdb()) : own;
    return row == null ? Access.WRITE : row.access();
  }

  /** Completes a command that is for the unit itself, or that needs a medium which is not there. */
  public boolean tryAnswer(ScsiCmd cmd) {
    if (medium != null && !medium.isLoaded() && needsMedium(cmd)) {
      cmd.complete(
          ScsiResponse.checkCondition(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT));
      return true;
    }
    if (!commands.knows(cmd.cdb().opcode())) {
      return false;
    }
    if (commands.row(cmd.cdb()) == null) {
      return refusesUnknown(cmd);
    }
    try {
      ScsiResponse response = commands.respond(cmd);
      if (response != null) {
        cmd.complete(response);
      }
    } catch (IOException e) {
      LOG.error("{}: {}", cmd, e.getMessage());
      cmd.complete(ScsiResponse.targetFailure());
    }
    return true;
  }

  /** Of an operation code that the handler has too, it may know the service action. */
  private boolean refusesUnknown(ScsiCmd cmd) {
    if (CommandTable.DISK.knows(cmd.cdb().opcode())) {
      return false;
    }
    cmd.complete(commands.refuseUnknown(cmd.cdb()));
    return true;
  }

  private static boolean needsMedium(ScsiCmd cmd) {
    CommandRow row = CommandTable.DISK.row(cmd.cdb());
    return row != null && (row.medium() || row.access() == Access.STATUS);
  }

  /** PREEMPT AND ABORT is answered when what it aborts can't write any more. */
  private void abortThenAnswer(List<NexusName> victims, ScsiCmd cmd) {
    Predicate<ScsiCmd> affected =
        each -> each != cmd && NexusName.of(each.nexus()).isAmong(victims);
    List<ScsiCmd> aborted =
        Stream.concat(taken.get().stream(), copies.running().stream()).filter(affected).toList();
    aborted.forEach(each -> each.abort(elsewhere));
    answerWhenDone(aborted, cmd);
  }

  private void answerWhenDone(List<ScsiCmd> aborted, ScsiCmd cmd) {
    if (aborted.stream().allMatch(ScsiCmd::isCompleted)) {
      cmd.complete(ScsiResponse.good(cmd.dataIn().length()));
    } else {
      Future<?> unused =
          timer.schedule(
              () -> answerWhenDone(aborted, cmd), POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
    }
  }

  /** A nexus has come: what is kept without an authenticated name belongs to the first of these. */
  public void arrived(UnitNexus nexus) {
    persistent.arrived(nexus);
  }

  /** Whether somebody else has registered these ports, as {@code LogicalUnit} has it. */
  public boolean isRegisteredByOther(Nexus ports) {
    return persistent.now().belongsToOther(ports);
  }

  /** Makes the registrations and nexuses of one authenticated name another's. */
  public int rebind(String targetPort, String from, String to) throws IOException {
    return persistent.rebind(targetPort, from, to);
  }

  /** A nexus is lost (SAM-5 6.3.4): what it alone kept from others ends. */
  public void lost(Nexus nexus) {
    simple.release(nexus);
    copies.lost(nexus);
    if (medium != null) {
      medium.lost(nexus);
    }
  }

  /** The state after a logical unit reset (SAM-5 6.3.3); persistent reservations stay. */
  public void reset(AdditionalSense reason) {
    simple.reset();
    if (medium != null) {
      medium.reset();
    }
    modes.reset();
    copies.reset();
    nexuses.get().forEach(nexus -> nexus.raise(reason));
  }

  private void tellOthers(Nexus by, AdditionalSense condition) {
    for (UnitNexus nexus : nexuses.get()) {
      if (nexus != by) {
        nexus.raise(condition);
      }
    }
  }
}
