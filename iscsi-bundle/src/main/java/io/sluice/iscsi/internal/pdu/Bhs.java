package io.sluice.iscsi.internal.pdu;

/**
 * The basic header segment (RFC 7143 11.2.1): where its fields are. Offsets in bytes; all numbers
 * big-endian. Fields that only some PDUs have stand with the section that defines them.
 */
public final class Bhs {
  public static final int LENGTH = 48;

  public static final int OPCODE = 0;
  public static final int FLAGS = 1;
  public static final int TOTAL_AHS_LENGTH = 4;
  public static final int DATA_SEGMENT_LENGTH = 5;
  public static final int LUN = 8;
  public static final int INITIATOR_TASK_TAG = 16;

  /** Immediate delivery, in the byte of the opcode. */
  public static final int IMMEDIATE = 0x40;

  public static final int OPCODE_MASK = 0x3F;

  /** F: the last PDU of a sequence. */
  public static final int FINAL = 0x80;

  /** C: the text goes on in the next PDU. */
  public static final int CONTINUE = 0x40;

  /** A tag that stands for none. */
  public static final int RESERVED_TAG = 0xFFFFFFFF;

  // Of what the initiator sends.
  public static final int CMD_SN = 24;
  public static final int EXP_STAT_SN = 28;

  // Of what the target sends.
  public static final int STAT_SN = 24;
  public static final int EXP_CMD_SN = 28;
  public static final int MAX_CMD_SN = 32;

  /** Of NOP, Data-Out, Data-In, Text and R2T. */
  public static final int TARGET_TRANSFER_TAG = 20;

  // SCSI Command (11.3).
  public static final int COMMAND_READ = 0x40;
  public static final int COMMAND_WRITE = 0x20;
  public static final int COMMAND_ATTRIBUTE_MASK = 0x07;
  public static final int EXPECTED_DATA_TRANSFER_LENGTH = 20;
  public static final int CDB = 32;
  public static final int CDB_LENGTH = 16;

  // SCSI Response (11.4), and the status in a Data-In (11.7).
  public static final int BIDI_OVERFLOW = 0x10;
  public static final int BIDI_UNDERFLOW = 0x08;
  public static final int OVERFLOW = 0x04;
  public static final int UNDERFLOW = 0x02;
  public static final int RESPONSE = 2;
  public static final int STATUS = 3;
  public static final int BIDI_READ_RESIDUAL = 40;
  public static final int RESIDUAL = 44;

  /** S: the Data-In carries the status (11.7.3). */
  public static final int DATA_IN_STATUS = 0x01;

  // Data-Out, Data-In (11.7), R2T (11.8).
  public static final int DATA_SN = 36;
  public static final int BUFFER_OFFSET = 40;
  public static final int DESIRED_LENGTH = 44;

  // Task management (11.5, 11.6).
  public static final int FUNCTION_MASK = 0x7F;
  public static final int REFERENCED_TASK_TAG = 20;
  public static final int REF_CMD_SN = 32;

  // Login (11.12, 11.13).
  public static final int TRANSIT = 0x80;
  public static final int VERSION_MAX = 2;
  public static final int VERSION_MIN = 3;
  public static final int VERSION_ACTIVE = 3;
  public static final int ISID = 8;
  public static final int TSIH = 14;
  public static final int CID = 20;
  public static final int STATUS_CLASS = 36;
  public static final int STATUS_DETAIL = 37;

  // Asynchronous message (11.9).
  public static final int ASYNC_EVENT = 36;
  public static final int ASYNC_PARAMETER_1 = 38;
  public static final int ASYNC_PARAMETER_2 = 40;
  public static final int ASYNC_PARAMETER_3 = 42;

  private Bhs() {}

  /** Bytes that bring a segment of this length to a multiple of 4. */
  public static int padding(int length) {
    return -length & 3;
  }
}
