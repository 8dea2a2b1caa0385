package io.sluice.iscsi.internal.server;

import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import java.nio.ByteBuffer;

/** The fields of a Login Request PDU (RFC 7143 11.12). */
record LoginHeader(
    int flags, long isid, int handle, int taskTag, int cid, int cmdSn, int expStatSn, int minimum) {
  static LoginHeader read(ByteBuffer header) {
    return new LoginHeader(
        header.get(Bhs.FLAGS) & 0xFF,
        header.getLong(Bhs.ISID) >>> 16,
        header.getShort(Bhs.TSIH) & 0xFFFF,
        header.getInt(Bhs.INITIATOR_TASK_TAG),
        header.getShort(Bhs.CID) & 0xFFFF,
        header.getInt(Bhs.CMD_SN),
        header.getInt(Bhs.EXP_STAT_SN),
        header.get(Bhs.VERSION_MIN) & 0xFF);
  }

  static boolean isLogin(ByteBuffer header) {
    return (header.get(Bhs.OPCODE) & Bhs.OPCODE_MASK) == Opcode.LOGIN_REQUEST;
  }

  /** Checks what a login never changes once it has begun (RFC 7143 11.12). */
  void requireSame(LoginHeader first) throws LoginException {
    if (isid != first.isid || handle != first.handle || cid != first.cid) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "ISID, TSIH or CID changed");
    }
    if (cmdSn != first.cmdSn) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "CmdSN changed");
    }
  }

  /** Checks what we can't serve. */
  void requireServable() throws LoginException {
    if (minimum > 0) {
      throw new LoginException(LoginStatus.UNSUPPORTED_VERSION, "version " + minimum);
    }
    if (handle != 0) { // a second connection, or a connection that is to be reinstated
      throw new LoginException(
          LoginStatus.SESSION_DOES_NOT_EXIST, "sessions have one connection here");
    }
  }

  /** The response, but for what the login says. */
  PduTemplate response(int sessionHandle) {
    return new PduTemplate(Opcode.LOGIN_RESPONSE, taskTag)
        .flags(0)
        .u64(Bhs.ISID, isid << 16 | sessionHandle);
  }
}
