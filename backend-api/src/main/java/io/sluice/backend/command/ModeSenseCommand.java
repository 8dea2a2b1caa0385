package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.UnitModes;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ModePages;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseKey;
import java.nio.ByteBuffer;
import java.util.List;

/** MODE SENSE (6) and (10) (SPC-4 6.13, 6.14). */
public final class ModeSenseCommand {
  private static final int DBD = 3;
  private static final int LLBAA = 4;
  private static final int LONGLBA = 1;
  private static final int CHANGEABLE_VALUES = 1;
  private static final int DEFAULT_VALUES = 2;
  private static final int SAVED_VALUES = 3;

  private ModeSenseCommand() {}

  /** As {@link #respond(ScsiCmd, VolumeInfo)}, with the store's current information. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, store.info());
  }

  /** Returns the requested mode pages: current, changeable or default values. */
  public static ScsiResponse respond(ScsiCmd cmd, VolumeInfo info) {
    Cdb cdb = cmd.cdb();
    int pageControl = cdb.u8(2) >>> 6;
    int subpage = cdb.u8(3);
    if (pageControl == SAVED_VALUES) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.SAVING_PARAMETERS_NOT_SUPPORTED);
    }
    UnitModes modes = cmd.device().modes();
    int code = cdb.u8(2) & 0x3F;
    List<byte[]> pages =
        switch (pageControl) {
          case CHANGEABLE_VALUES -> ModeParameters.changeable(code, modes, info);
          case DEFAULT_VALUES -> ModeParameters.defaults(code, info);
          default -> ModeParameters.current(code, modes, info);
        };
    if (pages.isEmpty()) {
      return ScsiResponse.invalidFieldInCdb(2, 5);
    }
    if (subpage != 0 && subpage != ModePages.ALL_SUBPAGES) {
      return ScsiResponse.invalidFieldInCdb(3, -1);
    }
    boolean six = cdb.opcode() == OperationCode.MODE_SENSE_6;
    return cmd.answer(
        six ? list6(cmd, info, pages) : list10(cmd, info, pages), cdb.transferLength());
  }

  private static byte[] list6(ScsiCmd cmd, VolumeInfo info, List<byte[]> pages) {
    Cdb cdb = cmd.cdb();
    byte[] descriptor =
        cdb.bit(1, DBD) ? new byte[0] : ModeParameters.shortDescriptor(info.geometry());
    ByteBuffer list = ByteBuffer.allocate(4 + descriptor.length + length(pages));
    list.put((byte) (list.capacity() - 1)).put((byte) 0);
    list.put((byte) ModeParameters.deviceSpecific(cmd.device().modes(), info))
        .put((byte) descriptor.length);
    append(list, descriptor, pages);
    return list.array();
  }

  private static byte[] list10(ScsiCmd cmd, VolumeInfo info, List<byte[]> pages) {
    Cdb cdb = cmd.cdb();
    boolean isLong = cdb.bit(1, LLBAA) && !cdb.bit(1, DBD);
    byte[] descriptor = new byte[0];
    if (isLong) {
      descriptor = ModeParameters.longDescriptor(info.geometry());
    } else if (!cdb.bit(1, DBD)) {
      descriptor = ModeParameters.shortDescriptor(info.geometry());
    }
    ByteBuffer list = ByteBuffer.allocate(8 + descriptor.length + length(pages));
    list.putShort((short) (list.capacity() - 2)).put((byte) 0);
    list.put((byte) ModeParameters.deviceSpecific(cmd.device().modes(), info))
        .put((byte) (isLong ? LONGLBA : 0));
    list.put((byte) 0).putShort((short) descriptor.length);
    append(list, descriptor, pages);
    return list.array();
  }

  private static int length(List<byte[]> pages) {
    return pages.stream().mapToInt(page -> page.length).sum();
  }

  private static void append(ByteBuffer list, byte[] descriptor, List<byte[]> pages) {
    list.put(descriptor);
    pages.forEach(list::put);
  }
}
