package io.sluice.gateway.internal.unit;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.DataDirection;
import io.sluice.scsi.Designator;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The one port of a target, and the group that it is in (SPC-4 5.16): each target is a device with
 * one port, and all ways to a disk are alike. REPORT TARGET PORT GROUPS says so.
 */
final class UnitPort {
  static final int RELATIVE_IDENTIFIER = 1;

  private static final int GROUP = 1;
  private static final int EXTENDED_HEADER = 1;
  private static final byte EXTENDED_FORMAT = 0x10;
  private static final byte AO_SUP = 1;

  private UnitPort() {}

  static List<Designator> designators() {
    return List.of(
        Designator.relativeTargetPort(RELATIVE_IDENTIFIER), Designator.targetPortGroup(GROUP));
  }

  static void addTo(CommandTable.Builder table) {
    table.add(
        CommandRow.of(
                "REPORT TARGET PORT GROUPS",
                "SPC-4 6.37",
                "A3EA 00000000 FFFFFFFF 0000",
                (cmd, store) -> report(cmd))
            .withServiceAction()
            .with(DataDirection.IN));
  }

  /** One group, active/optimized, with one port. */
  private static ScsiResponse report(ScsiCmd cmd) {
    int format = cmd.cdb().u8(1) >>> 5;
    if (format > EXTENDED_HEADER) {
      return ScsiResponse.invalidFieldInCdb(1, 7);
    }
    ByteBuffer data = ByteBuffer.allocate(format == EXTENDED_HEADER ? 20 : 16);
    data.putInt(data.capacity() - 4);
    if (format == EXTENDED_HEADER) {
      data.put(EXTENDED_FORMAT).put(new byte[3]);
    }
    data.put((byte) 0).put(AO_SUP).putShort((short) GROUP);
    data.put(new byte[3]).put((byte) 1);
    data.putShort((short) 0).putShort((short) RELATIVE_IDENTIFIER);
    return cmd.answer(data.array(), cmd.cdb().u32(6));
  }
}
