package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * SANITIZE (SBC-3 5.24). Answers when it is done, even with IMMED; runs to its end even if aborted.
 * CRYPTOGRAPHIC ERASE is not supported: there is no key to change. It erases only what the store
 * can reach, not copies of old blocks that a file system or a device below keeps.
 */
public final class SanitizeCommand {
  private static final int PARAMETER_LIST_LENGTH = 7;
  private static final int HEADER = 4;
  private static final int INVERT = 0x80;
  private static final int TEST = 0x60;
  private static final int COUNT = 0x1F;

  private SanitizeCommand() {}

  /** OVERWRITE: writes a pattern over all blocks, as many times as the parameter list says. */
  public static ScsiResponse overwrite(ScsiCmd cmd, BlockStore store) throws IOException {
    int blockSize = store.info().geometry().blockSize();
    int length = cmd.cdb().u16(PARAMETER_LIST_LENGTH);
    if (length <= HEADER || length > blockSize + HEADER) {
      return ScsiResponse.invalidFieldInCdb(PARAMETER_LIST_LENGTH, -1);
    }
    ScsiResponse refusal = BlockRange.refuseReadOnly(cmd, store.info());
    if (refusal == null) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    if (refusal != null) {
      return refusal;
    }
    ParameterList list = new ParameterList(cmd, length);
    int patternLength = list.u16(2);
    int count = list.u8(0) & COUNT;
    // SBC-3 5.24.2.2 requires INVALID FIELD IN CDB for all three, though they are in the list.
    if ((list.u8(0) & TEST) != 0
        || count == 0
        || patternLength == 0
        || patternLength != length - HEADER) {
      return ScsiResponse.invalidFieldInCdb(PARAMETER_LIST_LENGTH, -1);
    }
    byte[] block = new byte[blockSize];
    for (int i = 0; i < blockSize; i++) {
      block[i] = (byte) list.u8(HEADER + i % patternLength);
    }
    overwrite(store, block, count, (list.u8(0) & INVERT) != 0);
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static void overwrite(BlockStore store, byte[] block, int count, boolean invert)
      throws IOException {
    for (int pass = 0; pass < count; pass++) {
      WholeMedium.fill(store, block);
      if (invert) {
        for (int i = 0; i < block.length; i++) {
          block[i] = (byte) ~block[i];
        }
      }
    }
  }

  /** BLOCK ERASE: frees all space; all blocks then read as zero. */
  public static ScsiResponse blockErase(ScsiCmd cmd, BlockStore store) throws IOException {
    ScsiResponse refusal = refuseList(cmd.cdb());
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, store.info());
    }
    if (refusal != null) {
      return refusal;
    }
    WholeMedium.zero(store);
    return ScsiResponse.good(cmd.dataIn().length());
  }

  /** EXIT FAILURE MODE: a unit whose SANITIZE has failed accepts writes again at once. */
  public static ScsiResponse exitFailure(ScsiCmd cmd, BlockStore store) {
    ScsiResponse refusal = refuseList(cmd.cdb());
    return refusal != null ? refusal : ScsiResponse.good(cmd.dataIn().length());
  }

  private static ScsiResponse refuseList(Cdb cdb) {
    return cdb.u16(PARAMETER_LIST_LENGTH) == 0
        ? null
        : ScsiResponse.invalidFieldInCdb(PARAMETER_LIST_LENGTH, -1);
  }
}
