package io.sluice.iscsi.internal;

import io.sluice.iscsi.internal.login.TextKeys;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Digest;
import io.sluice.iscsi.internal.pdu.Opcode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An initiator for tests, written from the RFC and not from our target. For one thread. */
public final class TestInitiator implements AutoCloseable {
  public static final String NAME = "iqn.2026-11.io.sluice.test:initiator";
  private static final int SECURITY = 0;
  private static final int OPERATIONAL = 1;
  private static final int FULL_FEATURE = 3;

  private final SocketChannel channel;
  private final long isid;
  private boolean headerDigest;
  private boolean dataDigest;
  private int nextTag = 1;
  private int cmdSn = 1;
  private int expStatSn = 1;
  private int maxCmdSn;

  /** A PDU that was received. */
  public record Received(ByteBuffer header, ByteBuffer data) {
    public int opcode() {
      return header.get(0) & Bhs.OPCODE_MASK;
    }

    public int u8(int at) {
      return header.get(at) & 0xFF;
    }

    public int u32(int at) {
      return header.getInt(at);
    }

    public byte[] bytes() {
      byte[] bytes = new byte[data.limit()];
      data.get(0, bytes);
      return bytes;
    }

    public Map<String, String> text() {
      try {
        return TextKeys.parse(bytes());
      } catch (io.sluice.iscsi.internal.login.LoginException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a command came to. */
  public record Result(int status, ByteBuffer in, ByteBuffer sense, int flags, int residual) {
    public byte[] data() {
      byte[] bytes = new byte[in.limit()];
      in.get(0, bytes);
      return bytes;
    }

    public int senseKey() {
      return sense.get(2) & 0xF;
    }

    public int asc() {
      return sense.getShort(12) & 0xFFFF;
    }
  }

  public TestInitiator(InetSocketAddress address, long isid) throws IOException {
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.isid = isid;
  }

  /** From another address of this machine. */
  public TestInitiator(InetSocketAddress address, long isid, String from) throws IOException {
    channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.isid = isid;
  }

  /** Logged in to the test target, with these keys besides. */
  public static TestInitiator loggedIn(InetSocketAddress address, long isid, String... keys)
      throws IOException {
    TestInitiator initiator = new TestInitiator(address, isid);
    initiator.login(NAME, TestServer.IQN, keys);
    return initiator;
  }

  public SocketChannel channel() {
    return channel;
  }

  /** Logs in without security. */
  public Map<String, String> login(String name, String target, String... keys) throws IOException {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("InitiatorName", name);
    text.put("TargetName", target);
    text.put("SessionType", "Normal");
    for (int i = 0; i < keys.length; i += 2) {
      text.put(keys[i], keys[i + 1]);
    }
    Received reply = loginRequest(OPERATIONAL, FULL_FEATURE, TextKeys.format(text));
    if (status(reply) != 0) {
      throw new IOException("login status " + Integer.toHexString(status(reply)));
    }
    headerDigest = "CRC32C".equals(reply.text().get("HeaderDigest"));
    dataDigest = "CRC32C".equals(reply.text().get("DataDigest"));
    return reply.text();
  }

  /**
   * Logs in by CHAP, and gives the status.
   *
   * @param target null for discovery
   */
  public int chapLogin(String name, String target, String chapName, String secret)
      throws IOException {
    Map<String, String> hello = new LinkedHashMap<>();
    hello.put("InitiatorName", name);
    hello.put("SessionType", target == null ? "Discovery" : "Normal");
    if (target != null) {
      hello.put("TargetName", target);
    }
    hello.put("AuthMethod", "CHAP");
    Received reply = security(false, hello);
    if (status(reply) != 0) {
      return status(reply);
    }
    reply = security(false, Map.of("CHAP_A", "5"));
    if (status(reply) != 0) {
      return status(reply);
    }
    reply = security(true, Chap.answer(reply.text(), chapName, secret));
    return status(reply) != 0 ? status(reply) : status(operational(Map.of("MaxConnections", "1")));
  }

  /** Logs in to discovery without security, and gives the status. */
  public int openDiscovery(String name) throws IOException {
    return status(operational(Map.of("InitiatorName", name, "SessionType", "Discovery")));
  }

  /** What SendTargets=All tells. */
  public String sendTargets() throws IOException {
    ByteBuffer pdu = ordered(Opcode.TEXT_REQUEST, Bhs.FINAL, newTag());
    pdu.putInt(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG);
    send(pdu, TextKeys.format(Map.of("SendTargets", "All")));
    return new String(receive().bytes(), StandardCharsets.UTF_8);
  }

  /** Sends one login request in the security stage and gives the reply. */
  public Received security(boolean transit, Map<String, String> text) throws IOException {
    return loginRequest(SECURITY, transit ? OPERATIONAL : -1, TextKeys.format(text));
  }

  /** Sends one login request in the operational stage, with T, and gives the reply. */
  public Received operational(Map<String, String> text) throws IOException {
    return loginRequest(OPERATIONAL, FULL_FEATURE, TextKeys.format(text));
  }

  public Received loginRequest(int stage, int next, byte[] text) throws IOException {
    int flags = stage << 2 | (next < 0 ? 0 : Bhs.TRANSIT | next);
    return loginRequest(flags, text);
  }

  public Received loginRequest(int flags, byte[] text) throws IOException {
    ByteBuffer pdu = pdu(Opcode.LOGIN_REQUEST | Bhs.IMMEDIATE, flags, 0x1000);
    pdu.putLong(Bhs.ISID, isid << 16).putShort(Bhs.CID, (short) 1);
    pdu.putInt(Bhs.CMD_SN, cmdSn).putInt(Bhs.EXP_STAT_SN, expStatSn);
    send(pdu, text);
    return receive();
  }

  public static int status(Received login) {
    return login.u8(Bhs.STATUS_CLASS) << 8 | login.u8(Bhs.STATUS_DETAIL);
  }

  public static ByteBuffer pdu(int opcode, int flags, int tag) {
    return ByteBuffer.allocate(Bhs.LENGTH)
        .put(Bhs.OPCODE, (byte) opcode)
        .put(Bhs.FLAGS, (byte) flags)
        .putInt(Bhs.INITIATOR_TASK_TAG, tag);
  }

  /** A PDU in order: not immediate, with the next CmdSN. */
  public ByteBuffer ordered(int opcode, int flags, int tag) {
    return pdu(opcode, flags, tag).putInt(Bhs.CMD_SN, cmdSn++).putInt(Bhs.EXP_STAT_SN, expStatSn);
  }

  public int newTag() {
    return nextTag++;
  }

  public int cmdSn() {
    return cmdSn;
  }

  public int maxCmdSn() {
    return maxCmdSn;
  }

  public void send(ByteBuffer header, byte[] data) throws IOException {
    header.putInt(Bhs.TOTAL_AHS_LENGTH, data.length);
    int padding = Bhs.padding(data.length);
    ByteBuffer out = ByteBuffer.allocate(Bhs.LENGTH + data.length + padding + 8);
    out.put(header.slice(0, Bhs.LENGTH));
    if (headerDigest) {
      out.putInt(new Digest().update(header, 0, Bhs.LENGTH).value());
    }
    if (data.length > 0) {
      int at = out.position();
      out.put(data).put(new byte[padding]);
      if (dataDigest) {
        out.putInt(new Digest().update(out, at, data.length + padding).value());
      }
    }
    sendRaw(out.flip());
  }

  public void sendRaw(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  public Received receive() throws IOException {
    ByteBuffer header = fill(Bhs.LENGTH);
    if (headerDigest) {
      int digest = fill(4).getInt();
      check(new Digest().update(header, 0, Bhs.LENGTH).value() == digest, "header digest");
    }
    int length = header.getInt(Bhs.TOTAL_AHS_LENGTH) & 0xFFFFFF;
    ByteBuffer data = fill(length + Bhs.padding(length));
    if (dataDigest && length > 0) {
      int digest = fill(4).getInt();
      check(new Digest().update(data, 0, data.limit()).value() == digest, "data digest");
    }
    Received pdu = new Received(header, data.limit(length));
    check(pdu.u32(Bhs.MAX_CMD_SN) - maxCmdSn >= 0 || maxCmdSn == 0, "MaxCmdSN went back");
    maxCmdSn = pdu.u32(Bhs.MAX_CMD_SN);
    boolean numbered =
        switch (pdu.opcode()) {
          case Opcode.READY_TO_TRANSFER -> false;
          case Opcode.DATA_IN -> (pdu.u8(Bhs.FLAGS) & Bhs.DATA_IN_STATUS) != 0;
          case Opcode.NOP_IN -> pdu.u32(Bhs.INITIATOR_TASK_TAG) != Bhs.RESERVED_TAG;
          default -> true;
        };
    if (numbered) {
      check(pdu.u32(Bhs.STAT_SN) == expStatSn, "StatSN " + pdu.u32(Bhs.STAT_SN));
      expStatSn++;
    }
    return pdu;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private ByteBuffer fill(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  /** Sends a command. */
  public int command(
      int lun, byte[] cdb, boolean reads, boolean writes, int length, byte[] immediate)
      throws IOException {
    int flags = Bhs.FINAL | (reads ? Bhs.COMMAND_READ : 0) | (writes ? Bhs.COMMAND_WRITE : 0) | 1;
    int tag = newTag();
    ByteBuffer pdu = ordered(Opcode.SCSI_COMMAND, flags, tag);
    pdu.put(Bhs.LUN + 1, (byte) lun).putInt(Bhs.EXPECTED_DATA_TRANSFER_LENGTH, length);
    pdu.put(Bhs.CDB, cdb);
    send(pdu, immediate);
    return tag;
  }

  /** A command that brings no data, and its answer. */
  public Result in(int lun, byte[] cdb, int length) throws IOException {
    int tag = command(lun, cdb, length > 0, false, length, new byte[0]);
    return result(tag, length, new byte[0]);
  }

  /** A command that brings data, all of it when asked for, and its answer. */
  public Result out(int lun, byte[] cdb, byte[] data) throws IOException {
    int tag = command(lun, cdb, false, true, data.length, new byte[0]);
    return result(tag, 0, data);
  }

  /** The answer to a command; sends data as it is asked for. */
  public Result result(int tag, int length, byte[] out) throws IOException {
    byte[] data = new byte[Math.min(length, 16 << 20)];
    int end = 0;
    int dataSn = 0;
    while (true) {
      Received pdu = receive();
      if (pdu.opcode() == Opcode.NOP_IN && pdu.u32(Bhs.INITIATOR_TASK_TAG) == Bhs.RESERVED_TAG) {
        pong(pdu);
        continue;
      }
      if (pdu.opcode() == Opcode.ASYNC_MESSAGE && pdu.u8(Bhs.ASYNC_EVENT) == 0) {
        continue;
      }
      check(pdu.u32(Bhs.INITIATOR_TASK_TAG) == tag, "the answer to another task: " + pdu.opcode());
      switch (pdu.opcode()) {
        case Opcode.READY_TO_TRANSFER -> sendSolicited(pdu, tag, out);
        case Opcode.DATA_IN -> {
          check(pdu.u32(Bhs.DATA_SN) == dataSn++, "DataSN");
          check(pdu.u32(Bhs.BUFFER_OFFSET) == end, "buffer offset");
          pdu.data().get(0, data, end, pdu.data().limit());
          end += pdu.data().limit();
          if ((pdu.u8(Bhs.FLAGS) & Bhs.DATA_IN_STATUS) != 0) {
            return new Result(
                pdu.u8(Bhs.STATUS),
                ByteBuffer.wrap(data).slice(0, end),
                null,
                pdu.u8(Bhs.FLAGS) & 6,
                pdu.u32(Bhs.RESIDUAL));
          }
        }
        case Opcode.SCSI_RESPONSE -> {
          byte[] bytes = pdu.bytes();
          ByteBuffer sense =
              bytes.length == 0 ? null : ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice();
          return new Result(
              pdu.u8(Bhs.STATUS),
              ByteBuffer.wrap(data).slice(0, end),
              sense,
              pdu.u8(Bhs.FLAGS) & 6,
              pdu.u32(Bhs.RESIDUAL));
        }
        default -> throw new AssertionError("PDU " + pdu.opcode());
      }
    }
  }

  private void pong(Received ping) throws IOException {
    ByteBuffer pdu = pdu(Opcode.NOP_OUT | Bhs.IMMEDIATE, Bhs.FINAL, Bhs.RESERVED_TAG);
    pdu.putInt(Bhs.TARGET_TRANSFER_TAG, ping.u32(Bhs.TARGET_TRANSFER_TAG));
    pdu.putInt(Bhs.CMD_SN, cmdSn).putInt(Bhs.EXP_STAT_SN, expStatSn);
    send(pdu, new byte[0]);
  }

  private void sendSolicited(Received r2t, int tag, byte[] out) throws IOException {
    int from = r2t.u32(Bhs.BUFFER_OFFSET);
    int length = r2t.u32(Bhs.DESIRED_LENGTH);
    sendData(tag, r2t.u32(Bhs.TARGET_TRANSFER_TAG), out, from, length);
  }

  /** Sends a sequence of Data-Out, in PDUs of 8 KiB at most. */
  public void sendData(int tag, int transferTag, byte[] out, int from, int length)
      throws IOException {
    int dataSn = 0;
    for (int at = from; at < from + length; at += 8192) {
      int n = Math.min(8192, from + length - at);
      ByteBuffer pdu = pdu(Opcode.DATA_OUT, at + n == from + length ? Bhs.FINAL : 0, tag);
      pdu.putInt(Bhs.TARGET_TRANSFER_TAG, transferTag).putInt(Bhs.EXP_STAT_SN, expStatSn);
      pdu.putInt(Bhs.DATA_SN, dataSn++).putInt(Bhs.BUFFER_OFFSET, at);
      send(pdu, Arrays.copyOfRange(out, at, at + n));
    }
  }

  public static byte[] read10(int lba, int blocks) {
    return ByteBuffer.allocate(16)
        .put(0, (byte) 0x28)
        .putInt(2, lba)
        .putShort(7, (short) blocks)
        .array();
  }

  public static byte[] write10(int lba, int blocks) {
    return ByteBuffer.allocate(16)
        .put(0, (byte) 0x2A)
        .putInt(2, lba)
        .putShort(7, (short) blocks)
        .array();
  }

  /** Reads 512-byte blocks. */
  public byte[] read(int lun, int lba, int blocks) throws IOException {
    Result result = in(lun, read10(lba, blocks), blocks * 512);
    check(result.status() == 0, "status " + result.status());
    return result.data();
  }

  /** Writes 512-byte blocks. */
  public void write(int lun, int lba, byte[] data) throws IOException {
    Result result = out(lun, write10(lba, data.length / 512), data);
    check(result.status() == 0, "status " + result.status());
  }

  public Received taskManagement(int function, int lun, int referencedTag, int refCmdSn)
      throws IOException {
    sendTaskManagement(function, lun, referencedTag, refCmdSn);
    return receive();
  }

  public void sendTaskManagement(int function, int lun, int referencedTag, int refCmdSn)
      throws IOException {
    ByteBuffer pdu =
        pdu(Opcode.TASK_MANAGEMENT_REQUEST | Bhs.IMMEDIATE, Bhs.FINAL | function, newTag());
    pdu.put(Bhs.LUN + 1, (byte) lun).putInt(Bhs.REFERENCED_TASK_TAG, referencedTag);
    pdu.putInt(Bhs.CMD_SN, cmdSn)
        .putInt(Bhs.EXP_STAT_SN, expStatSn)
        .putInt(Bhs.REF_CMD_SN, refCmdSn);
    send(pdu, new byte[0]);
  }

  public Received logout() throws IOException {
    ByteBuffer pdu = pdu(Opcode.LOGOUT_REQUEST | Bhs.IMMEDIATE, Bhs.FINAL, newTag());
    pdu.putInt(Bhs.CMD_SN, cmdSn).putInt(Bhs.EXP_STAT_SN, expStatSn);
    send(pdu, new byte[0]);
    return receive();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
