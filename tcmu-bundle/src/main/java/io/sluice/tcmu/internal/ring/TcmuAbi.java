package io.sluice.tcmu.internal.ring;

/** Layout of the shared memory, as {@code linux/target_core_user.h} has it; all in bytes. */
final class TcmuAbi {
  /** The version of {@code struct tcmu_mailbox} that is spoken here. */
  static final int MAILBOX_VERSION = 2;

  // struct tcmu_mailbox
  static final int MAILBOX_SIZE = 128;
  static final int MB_VERSION = 0;
  static final int MB_FLAGS = 2;
  static final int MB_CMDR_OFF = 4;
  static final int MB_CMDR_SIZE = 8;
  static final int MB_CMD_HEAD = 12;
  static final int MB_CMD_TAIL = 64;

  /** The kernel finds a completed command by its id, not by its place. */
  static final int MB_FLAG_CAP_OOOC = 1;

  /** The kernel takes a length for short reads. */
  static final int MB_FLAG_CAP_READ_LEN = 2;

  // struct tcmu_cmd_entry_hdr
  static final int ENTRY_ALIGN = 8;
  static final int OP_MASK = 7;
  static final int OP_PAD = 0;
  static final int OP_CMD = 1;
  static final int OP_TMR = 2;
  static final int HDR_LEN_OP = 0;
  static final int HDR_CMD_ID = 4;
  static final int HDR_KFLAGS = 6;
  static final int HDR_UFLAGS = 7;
  static final int HDR_SIZE = 8;
  static final int UFLAG_UNKNOWN_OP = 1;
  static final int UFLAG_READ_LEN = 2;

  // struct tcmu_cmd_entry; the response lies over the request and its first iovecs
  static final int CMD_ENTRY_SIZE = 112;
  static final int REQ_IOV_CNT = 8;
  static final int REQ_IOV_BIDI_CNT = 12;
  static final int REQ_IOV_DIF_CNT = 16;
  static final int REQ_CDB_OFF = 24;
  static final int REQ_IOV = 48;
  static final int RSP_SCSI_STATUS = 8;
  static final int RSP_READ_LEN = 12;
  static final int RSP_SENSE = 16;
  static final int SENSE_SIZE = 96;

  // struct tcmu_tmr_entry
  static final int TMR_ENTRY_SIZE = 32;
  static final int TMR_TYPE = 8;
  static final int TMR_CMD_CNT = 12;

  /** LOGICAL UNIT RESET, in {@code enum tcmu_tmr_type}. */
  static final int TMR_LUN_RESET = 5;

  static final int TMR_CMD_IDS = 32;

  // struct iovec
  static final int IOVEC_SIZE = 16;
  static final int IOV_BASE = 0;
  static final int IOV_LEN = 8;

  private TcmuAbi() {}
}
