package io.sluice.scsi;

import java.nio.ByteBuffer;

/**
 * Sense data (SPC-4 4.5) as a value; it is encoded when it is sent.
 *
 * @param key the sense key
 * @param additional the additional sense code and qualifier
 * @param informationValid whether {@code information} is valid
 * @param information an LBA or an offset, as the standard defines for the command; unsigned
 * @param sksValid whether {@code senseKeySpecific} is valid
 * @param senseKeySpecific the 23 bits of the sense key specific field (SPC-4 4.5.2.4)
 * @param commandSpecific the command-specific information field, 32 bits; 0 if there is none
 */
public record SenseData(
    SenseKey key,
    AdditionalSense additional,
    boolean informationValid,
    long information,
    boolean sksValid,
    int senseKeySpecific,
    int commandSpecific) {
  private static final int FIXED_LENGTH = 18;
  private static final int IN_CDB = 1 << 22;
  private static final int BIT_POINTER_VALID = 1 << 19;

  public SenseData(SenseKey key, AdditionalSense additional) {
    this(key, additional, false, 0, false, 0, 0);
  }

  /** The same with the information field: the LBA of a medium error, the offset of a miscompare. */
  public SenseData withInformation(long value) {
    return new SenseData(key, additional, true, value, sksValid, senseKeySpecific, commandSpecific);
  }

  /**
   * The same with a field pointer (SPC-4 4.5.2.4.2) into the CDB, or into the parameter list.
   *
   * @param inCdb whether the byte is in the CDB
   * @param at the byte in error, 0..65535
   * @param bit the most significant bit in error, 0..7, or -1 for the whole byte
   */
  public SenseData withFieldPointer(boolean inCdb, int at, int bit) {
    int sks = (inCdb ? IN_CDB : 0) | (bit >= 0 ? BIT_POINTER_VALID | (bit << 16) : 0) | at & 0xFFFF;
    return new SenseData(
        key, additional, informationValid, information, true, sks, commandSpecific);
  }

  /** The same with the command-specific information field, 32 bits. */
  public SenseData withCommandSpecific(int value) {
    return new SenseData(
        key, additional, informationValid, information, sksValid, senseKeySpecific, value);
  }

  /** Encodes it in the format that the logical unit is set to (D_SENSE, SPC-4 7.5.8). */
  public byte[] encode(boolean descriptorFormat) {
    return descriptorFormat ? toDescriptorFormat() : toFixedFormat();
  }

  /**
   * Fixed format (SPC-4 4.5.3), 18 bytes; information that does not fit into 32 bits is left out.
   */
  public byte[] toFixedFormat() {
    boolean fits = informationValid && information >>> 32 == 0;
    ByteBuffer sense = ByteBuffer.allocate(FIXED_LENGTH);
    sense.put(0, (byte) (0x70 | (fits ? 0x80 : 0)));
    sense.put(2, (byte) key.code());
    sense.putInt(3, fits ? (int) information : 0);
    sense.put(7, (byte) (FIXED_LENGTH - 8));
    sense.putInt(8, commandSpecific);
    sense.put(12, (byte) additional.asc());
    sense.put(13, (byte) additional.ascq());
    if (sksValid) {
      putSenseKeySpecific(sense, 15);
    }
    return sense.array();
  }

  /**
   * Descriptor format (SPC-4 4.5.2): 8 bytes, then information, command specific information and
   * sense key specific descriptors as needed.
   */
  public byte[] toDescriptorFormat() {
    ByteBuffer sense =
        ByteBuffer.allocate(
            8 + (informationValid ? 12 : 0) + (commandSpecific != 0 ? 12 : 0) + (sksValid ? 8 : 0));
    sense.put((byte) 0x72).put((byte) key.code());
    sense.put((byte) additional.asc()).put((byte) additional.ascq());
    sense.put(7, (byte) (sense.capacity() - 8)).position(8);
    if (informationValid) {
      sense.put((byte) 0x00).put((byte) 0x0A).put((byte) 0x80).put((byte) 0).putLong(information);
    }
    if (commandSpecific != 0) {
      sense.put((byte) 0x01).put((byte) 0x0A).putShort((short) 0);
      sense.putLong(commandSpecific & 0xFFFFFFFFL);
    }
    if (sksValid) {
      int at = sense.position();
      sense.put(at, (byte) 0x02).put(at + 1, (byte) 0x06);
      putSenseKeySpecific(sense, at + 4);
    }
    return sense.array();
  }

  private void putSenseKeySpecific(ByteBuffer sense, int at) {
    sense
        .put(at, (byte) (0x80 | senseKeySpecific >>> 16))
        .putShort(at + 1, (short) senseKeySpecific);
  }

  @Override
  public String toString() {
    return key
        + " "
        + additional
        + (informationValid ? " information " + Long.toUnsignedString(information) : "");
  }
}
