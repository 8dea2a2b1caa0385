package io.sluice.iscsi.internal.session;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import java.nio.ByteBuffer;
import java.util.Set;

/** REPORT LUNS (SPC-4 6.33): a target's own command, whatever LUN it is sent to. */
final class ReportLuns {
  private static final int SHORTEST_ALLOCATION = 16;

  private ReportLuns() {}

  static ScsiResponse respond(ScsiCmd cmd, LunMap luns) {
    Cdb cdb = cmd.cdb();
    if (cdb.u32(6) < SHORTEST_ALLOCATION) {
      return ScsiResponse.invalidFieldInCdb(6, -1);
    }
    Set<Integer> numbers;
    switch (cdb.u8(2)) {
      case 0x00, 0x02 -> numbers = luns.numbers();
      case 0x01 -> numbers = Set.of(); // well known logical units: none
      default -> {
        return ScsiResponse.invalidFieldInCdb(2, -1);
      }
    }
    ByteBuffer list = ByteBuffer.allocate(8 + 8 * numbers.size());
    list.putInt(8 * numbers.size()).putInt(0);
    for (int number : numbers) {
      list.putLong(LunField.of(number));
    }
    return cmd.answer(list.array(), cdb.u32(6));
  }
}
