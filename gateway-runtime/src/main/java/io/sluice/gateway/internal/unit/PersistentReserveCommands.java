package io.sluice.gateway.internal.unit;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** PERSISTENT RESERVE IN and OUT (SPC-4 6.15, 6.16). */
final class PersistentReserveCommands {
  private static final int PARAMETER_LIST = 24;
  private static final int SPEC_I_PT = 3;
  private static final int ALL_TG_PT = 2;
  private static final int APTPL = 1;
  private static final int UNREG = 2;
  private static final int REGISTER_AND_MOVE = 7;
  static final int REPLACE_LOST_RESERVATION = 8;

  /** REPORT CAPABILITIES: RLR_C, PTPL_C, TMV, and all types (SPC-4 6.15.4). */
  private static final int RLR_C = 0x80;

  private static final byte PTPL_C = 0x01;

  private static final byte TMV = (byte) 0x80;
  private static final byte PTPL_A = 0x01;
  private static final short ALL_TYPES = (short) 0xEA01;

  private final PersistentReservations reservations;
  private final BiConsumer<List<NexusName>, ScsiCmd> abortThenAnswer;

  /**
   * @param abortThenAnswer aborts the commands of these nexuses and, when they have left their
   *     handler, answers the command
   */
  PersistentReserveCommands(
      PersistentReservations reservations, BiConsumer<List<NexusName>, ScsiCmd> abortThenAnswer) {
    this.reservations = reservations;
    this.abortThenAnswer = abortThenAnswer;
  }

  void addTo(CommandTable.Builder table) {
    addIn(table, 0, "READ KEYS", "SPC-4 6.15.2", this::readKeys);
    addIn(table, 1, "READ RESERVATION", "SPC-4 6.15.3", this::readReservation);
    addIn(table, 2, "REPORT CAPABILITIES", "SPC-4 6.15.4", this::reportCapabilities);
    addIn(table, 3, "READ FULL STATUS", "SPC-4 6.15.5", this::readFullStatus);
    addOut(
        table,
        0,
        "REGISTER",
        (cmd, list) ->
            reservations.register(cmd.nexus(), list.getLong(0), list.getLong(8), keep(list)));
    addOut(
        table,
        1,
        "RESERVE",
        (cmd, list) -> reservations.reserve(cmd.nexus(), list.getLong(0), type(cmd)));
    addOut(
        table,
        2,
        "RELEASE",
        (cmd, list) -> reservations.release(cmd.nexus(), list.getLong(0), type(cmd)));
    addOut(table, 3, "CLEAR", (cmd, list) -> reservations.clear(cmd.nexus(), list.getLong(0)));
    addOut(
        table,
        4,
        "PREEMPT",
        (cmd, list) ->
            reservations.preempt(
                cmd.nexus(), list.getLong(0), list.getLong(8), type(cmd), new ArrayList<>()));
    addOut(table, 5, "PREEMPT AND ABORT", this::preemptAndAbort);
    addOut(
        table,
        6,
        "REGISTER AND IGNORE EXISTING KEY",
        (cmd, list) -> reservations.registerAnyway(cmd.nexus(), list.getLong(8), keep(list)));
    table.add(row("REGISTER AND MOVE", REGISTER_AND_MOVE, this::registerAndMove));
    addOut(table, REPLACE_LOST_RESERVATION, "REPLACE LOST RESERVATION", this::replaceLost);
  }

  private interface In {
    byte[] data();
  }

  private interface Out {
    ScsiResponse apply(ScsiCmd cmd, ByteBuffer list) throws IOException;
  }

  private static void addIn(
      CommandTable.Builder table, int action, String name, String source, In in) {
    table.add(
        CommandRow.of(
                "PERSISTENT RESERVE IN: " + name,
                source,
                "5E%02X 0000000000 FFFF 00".formatted(action),
                (cmd, store) -> cmd.answer(in.data(), cmd.cdb().u16(7)))
            .withServiceAction()
            .with(DataDirection.IN));
  }

  private void addOut(CommandTable.Builder table, int action, String name, Out out) {
    table.add(row(name, action, cmd -> out(cmd, action, out)));
  }

  private static CommandRow row(String name, int action, UnitCommand command) {
    return UnitCommand.row(
            "PERSISTENT RESERVE OUT: " + name,
            "SPC-4 6.16",
            "5F%02X FF 0000 FFFFFFFF 00".formatted(action),
            command)
        .withServiceAction()
        .with(DataDirection.OUT);
  }

  private ScsiResponse out(ScsiCmd cmd, int action, Out out) throws IOException {
    Cdb cdb = cmd.cdb();
    if (cdb.u32(5) != PARAMETER_LIST || cmd.dataOut().length() < PARAMETER_LIST) {
      return lengthError();
    }
    boolean needsType = action == 1 || action == 2 || action == REPLACE_LOST_RESERVATION;
    boolean hasType = needsType || action == 4 || action == 5;
    if (hasType && cdb.u8(2) >>> 4 != 0) {
      return ScsiResponse.invalidFieldInCdb(2, 7);
    }
    if (needsType && type(cmd) == null) {
      return ScsiResponse.invalidFieldInCdb(2, 3);
    }
    ByteBuffer list = ByteBuffer.allocate(PARAMETER_LIST);
    cmd.dataOut().get(0, list.duplicate());
    boolean registers = action == 0 || action == 6;
    if (registers && (list.get(20) >>> SPEC_I_PT & 1) != 0) {
      return invalidField(20, SPEC_I_PT);
    }
    if (registers && (list.get(20) >>> ALL_TG_PT & 1) != 0) {
      return invalidField(20, ALL_TG_PT);
    }
    if (registers && keep(list) && !reservations.canKeep()) {
      return invalidField(20, 0);
    }
    return out.apply(cmd, list);
  }

  private static ScsiResponse invalidField(int at, int bit) {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, at, bit));
  }

  private ScsiResponse replaceLost(ScsiCmd cmd, ByteBuffer list) throws IOException {
    if (list.getLong(0) != 0) {
      return invalidField(0, -1);
    }
    return list.getLong(8) == 0
        ? invalidField(8, -1)
        : reservations.replaceLost(cmd.nexus(), list.getLong(8), type(cmd));
  }

  /** SPC-4 6.16.4, table 217; scope and type are ignored. */
  private ScsiResponse registerAndMove(ScsiCmd cmd) throws IOException {
    long length = cmd.cdb().u32(5);
    if (length < PARAMETER_LIST + TransportId.SHORTEST
        || length > PARAMETER_LIST + TransportId.LONGEST
        || length > cmd.dataOut().length()) {
      return lengthError();
    }
    ByteBuffer list = ByteBuffer.allocate((int) length);
    cmd.dataOut().get(0, list.duplicate());
    if (list.getInt(20) != length - PARAMETER_LIST) {
      return lengthError();
    }
    boolean keep = (list.get(17) & APTPL) != 0;
    if (keep && !reservations.canKeep()) {
      return invalidField(17, 0);
    }
    if (list.getLong(8) == 0) {
      return invalidField(8, -1);
    }
    if (list.getShort(18) != UnitPort.RELATIVE_IDENTIFIER) {
      return invalidField(18, -1);
    }
    String port = TransportId.initiatorPort(list.position(PARAMETER_LIST).slice());
    NexusName to = new NexusName(port, cmd.nexus().targetPort(), "");
    if (port == null || to.hasPortsOf(NexusName.of(cmd.nexus()))) {
      return invalidField(PARAMETER_LIST, -1);
    }
    boolean unregister = (list.get(17) & UNREG) != 0;
    return reservations.move(cmd.nexus(), list.getLong(0), to, list.getLong(8), unregister, keep);
  }

  private static ScsiResponse lengthError() {
    return ScsiResponse.checkCondition(
        SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
  }

  private ScsiResponse preemptAndAbort(ScsiCmd cmd, ByteBuffer list) throws IOException {
    List<NexusName> victims = new ArrayList<>();
    ScsiResponse response =
        reservations.preempt(cmd.nexus(), list.getLong(0), list.getLong(8), type(cmd), victims);
    if (!response.equals(ScsiResponse.good()) || victims.isEmpty()) {
      return response;
    }
    abortThenAnswer.accept(victims, cmd);
    return null;
  }

  private static ReservationType type(ScsiCmd cmd) {
    return ReservationType.of(cmd.cdb().u8(2) & 0x0F);
  }

  private static boolean keep(ByteBuffer list) {
    return (list.get(20) & APTPL) != 0;
  }

  private byte[] readKeys() {
    Registrations all = reservations.now();
    return list(all, 8 * all.keys().size(), data -> all.keys().values().forEach(data::putLong));
  }

  private byte[] readReservation() {
    Registrations all = reservations.now();
    if (!all.isReserved()) {
      return list(all, 0, data -> {});
    }
    return list(all, 16, data -> data.putLong(all.holdersKey()).put(13, (byte) all.type().code()));
  }

  private byte[] reportCapabilities() {
    ByteBuffer data = ByteBuffer.allocate(8).putShort((short) 8);
    boolean canKeep = reservations.canKeep();
    data.put((byte) (canKeep ? RLR_C | PTPL_C : 0));
    data.put((byte) (TMV | (reservations.now().keep() ? PTPL_A : 0)));
    data.putShort(ALL_TYPES);
    return data.array();
  }

  private byte[] readFullStatus() {
    Registrations all = reservations.now();
    List<byte[]> descriptors =
        all.keys().entrySet().stream().map(entry -> descriptor(all, entry)).toList();
    int length = descriptors.stream().mapToInt(each -> each.length).sum();
    return list(all, length, data -> descriptors.forEach(data::put));
  }

  private static byte[] descriptor(Registrations all, Map.Entry<NexusName, Long> registrant) {
    byte[] transportId = TransportId.of(registrant.getKey().initiatorPort());
    boolean holds = all.isHeldBy(registrant.getKey());
    ByteBuffer data = ByteBuffer.allocate(24 + transportId.length);
    data.putLong(registrant.getValue());
    data.put(12, (byte) (holds ? 1 : 0)).put(13, (byte) (holds ? all.type().code() : 0));
    data.putShort(18, (short) UnitPort.RELATIVE_IDENTIFIER);
    data.putInt(20, transportId.length).position(24);
    return data.put(transportId).array();
  }

  /** PRGENERATION and ADDITIONAL LENGTH, and so many bytes after them. */
  private static byte[] list(Registrations all, int additional, Consumer<ByteBuffer> rest) {
    byte[] data = new byte[8 + additional];
    ByteBuffer.wrap(data).putInt(all.generation()).putInt(additional);
    rest.accept(ByteBuffer.wrap(data, 8, additional).slice());
    return data;
  }
}
