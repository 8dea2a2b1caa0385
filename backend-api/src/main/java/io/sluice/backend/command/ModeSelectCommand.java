package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.UnitModes;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ModePages;
import io.sluice.scsi.OperationCode;
import java.util.List;

/**
 * MODE SELECT (6) and (10) (SPC-4 6.11, 6.12). Sets the changeable fields of the control mode page.
 * All other fields must have their current value, or the command is refused with a pointer to the
 * first field that differs. A refused list changes nothing.
 */
public final class ModeSelectCommand {
  private static final int SP = 0;
  private static final int PF = 4;
  private static final int SPF = 0x40;
  private static final int PAGE_CODE = 0x3F;
  private static final long ALL_ONES = 0xFFFFFFFFL;

  private ModeSelectCommand() {}

  /** As {@link #respond(ScsiCmd, VolumeInfo)}, with the store's current information. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, store.info());
  }

  /** Compares the parameter list with the current values, and then sets the changeable ones. */
  public static ScsiResponse respond(ScsiCmd cmd, VolumeInfo info) {
    Cdb cdb = cmd.cdb();
    if (cdb.bit(1, SP)) {
      return ScsiResponse.invalidFieldInCdb(1, SP);
    }
    int length = (int) cdb.transferLength(); // 8 or 16 bits
    if (length == 0) {
      return ScsiResponse.good(cmd.dataIn().length());
    }
    if (!cdb.bit(1, PF)) {
      return ScsiResponse.invalidFieldInCdb(1, PF);
    }
    ScsiResponse refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    if (refusal != null) {
      return refusal;
    }
    ParameterList list = new ParameterList(cmd, length);
    boolean six = cdb.opcode() == OperationCode.MODE_SELECT_6;
    UnitModes modes = cmd.device().modes();
    refusal = six ? refuse6(list, modes, info) : refuse10(list, modes, info);
    if (refusal != null) {
      return refusal;
    }
    if (modes.changeable()) {
      change(list, pagesAt(list, six), modes, cmd.nexus());
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static int pagesAt(ParameterList list, boolean six) {
    return six ? 4 + list.u8(3) : 8 + list.u16(6);
  }

  private static void change(ParameterList list, int begin, UnitModes modes, Nexus by) {
    for (int at = begin; at < list.length(); at += 2 + list.u8(at + 1)) {
      if ((list.u8(at) & PAGE_CODE) == ModePages.CONTROL) {
        boolean writeProtected = (list.u8(at + 4) & ModePages.SWP) != 0;
        modes.change(by, writeProtected, (list.u8(at + 2) & ModePages.D_SENSE) != 0);
      }
    }
  }

  private static ScsiResponse refuse6(ParameterList list, UnitModes modes, VolumeInfo info) {
    if (list.length() < 4) {
      return ParameterList.lengthError();
    }
    ScsiResponse refusal = refuseHeader(list, 1, modes, info);
    return refusal != null ? refusal : refuseRest(list, 4, list.u8(3), false, modes, info);
  }

  private static ScsiResponse refuse10(ParameterList list, UnitModes modes, VolumeInfo info) {
    if (list.length() < 8) {
      return ParameterList.lengthError();
    }
    ScsiResponse refusal = refuseHeader(list, 2, modes, info);
    boolean isLong = (list.u8(4) & 1) != 0;
    return refusal != null ? refusal : refuseRest(list, 8, list.u16(6), isLong, modes, info);
  }

  /**
   * MEDIUM TYPE and, after it, DEVICE-SPECIFIC PARAMETER. The latter is reserved in MODE SELECT,
   * but some initiators send back what MODE SENSE returned.
   */
  private static ScsiResponse refuseHeader(
      ParameterList list, int mediumTypeAt, UnitModes modes, VolumeInfo info) {
    if (list.u8(mediumTypeAt) != 0) {
      return ParameterList.invalidField(mediumTypeAt, -1);
    }
    int specific = list.u8(mediumTypeAt + 1);
    return (specific & ~ModeParameters.deviceSpecific(modes, info)) == 0
        ? null
        : ParameterList.invalidField(mediumTypeAt + 1, -1);
  }

  private static ScsiResponse refuseRest(
      ParameterList list,
      int header,
      int descriptorLength,
      boolean isLong,
      UnitModes modes,
      VolumeInfo info) {
    if (header + descriptorLength > list.length()) {
      return ParameterList.lengthError();
    }
    int expected = isLong ? ModeParameters.LONG_DESCRIPTOR : ModeParameters.SHORT_DESCRIPTOR;
    if (descriptorLength != 0 && descriptorLength != expected) {
      return ParameterList.invalidField(header == 4 ? 3 : 6, -1);
    }
    ScsiResponse refusal = null;
    if (descriptorLength != 0) {
      refusal =
          isLong
              ? refuseLongDescriptor(list, header, info.geometry())
              : refuseShortDescriptor(list, header, info.geometry());
    }
    return refusal != null ? refusal : refusePages(list, header + descriptorLength, modes, info);
  }

  /** A number of blocks of 0 or all ones means the current capacity (SBC-3 6.4.2.2). */
  private static ScsiResponse refuseShortDescriptor(ParameterList list, int at, Geometry geometry) {
    long blocks = list.u32(at);
    if (blocks != 0 && blocks != ALL_ONES && blocks != geometry.blocks()) {
      return ParameterList.invalidField(at, -1);
    }
    return list.u32(at + 4) == geometry.blockSize() ? null : ParameterList.invalidField(at + 4, -1);
  }

  private static ScsiResponse refuseLongDescriptor(ParameterList list, int at, Geometry geometry) {
    long blocks = list.u64(at);
    if (blocks != 0 && blocks != -1 && blocks != geometry.blocks()) {
      return ParameterList.invalidField(at, -1);
    }
    if (list.u32(at + 8) != 0) {
      return ParameterList.invalidField(at + 8, -1);
    }
    return list.u32(at + 12) == geometry.blockSize()
        ? null
        : ParameterList.invalidField(at + 12, -1);
  }

  private static ScsiResponse refusePages(
      ParameterList list, int begin, UnitModes modes, VolumeInfo info) {
    int at = begin;
    while (at < list.length()) {
      int code = list.u8(at) & PAGE_CODE;
      List<byte[]> current = ModeParameters.current(code, modes, info);
      if (current.size() != 1 || (list.u8(at) & SPF) != 0) {
        return ParameterList.invalidField(at, -1);
      }
      ScsiResponse refusal =
          refusePage(list, at, current.get(0), ModeParameters.changeable(code, modes, info).get(0));
      if (refusal != null) {
        return refusal;
      }
      at += current.get(0).length;
    }
    return null;
  }

  private static ScsiResponse refusePage(
      ParameterList list, int at, byte[] current, byte[] changeable) {
    for (int i = 1; i < current.length; i++) {
      if (at + i == list.length()) {
        return ParameterList.lengthError();
      }
      int mayDiffer = i < 2 ? 0 : changeable[i];
      if (((list.u8(at + i) ^ current[i]) & 0xFF & ~mayDiffer) != 0) {
        return ParameterList.invalidField(at + i, -1);
      }
    }
    return null;
  }
}
