package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.login.PartialText;
import io.sluice.iscsi.internal.login.TextKeys;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import io.sluice.iscsi.internal.pdu.RejectReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text requests and responses in the full feature phase (RFC 7143 11.10, 11.11): SendTargets, whose
 * answer may take several PDUs. One exchange at a time. For the connection's thread.
 */
public final class TextExchange {
  /** What one response takes of an answer. */
  private static final int MOST_AT_ONCE = 8192;

  /** The only one there ever is, since there is one exchange at a time. */
  private static final int TRANSFER_TAG = 1;

  private static final String SEND_TARGETS = "SendTargets";

  private final Session session;
  private final HeldMemory.Account held;
  private final Discovery discovery;
  private final PartialText partial = new PartialText();
  private byte[] answer = {};
  private int sent;

  /** Answers SendTargets. */
  @FunctionalInterface
  public interface Discovery {
    /**
     * TargetName and TargetAddress pairs as they travel.
     *
     * @param which {@code All}, a target's name, or empty for the session's own
     */
    byte[] sendTargets(Session session, String which);
  }

  /**
   * @param held where the answer is counted as long as it is not asked for as a whole
   */
  public TextExchange(Session session, HeldMemory.Account held, Discovery discovery) {
    this.held = held;
    this.session = session;
    this.discovery = discovery;
  }

  /** Takes a request with its text, and sends the response. */
  void request(ByteBuffer header, byte[] text) throws ProtocolException {
    int taskTag = header.getInt(Bhs.INITIATOR_TASK_TAG);
    int tag = header.getInt(Bhs.TARGET_TRANSFER_TAG);
    boolean more = (header.get(Bhs.FLAGS) & Bhs.CONTINUE) != 0;
    if (tag == Bhs.RESERVED_TAG) { // a new exchange
      partial.take();
      held.unfix(answer.length);
      answer = new byte[0];
      sent = 0;
    } else if (tag != TRANSFER_TAG) {
      throw new ProtocolException(RejectReason.INVALID_PDU_FIELD, "no such text exchange");
    }
    try {
      partial.add(text);
      if (more) {
        respond(taskTag, new byte[0], false, 0);
        return;
      }
      if (sent == answer.length) {
        keep(answer(TextKeys.parse(partial.take())));
      }
    } catch (LoginException e) {
      throw new ProtocolException(RejectReason.PROTOCOL_ERROR, e.getMessage());
    }
    sendNext(taskTag);
  }

  private void keep(byte[] next) throws LoginException {
    held.unfix(answer.length);
    answer = new byte[0];
    sent = 0;
    if (!held.fix(next.length)) {
      throw new LoginException(LoginStatus.OUT_OF_RESOURCES, "no memory for an answer");
    }
    answer = next;
  }

  private void sendNext(int taskTag) {
    int most = Math.min(MOST_AT_ONCE, session.parameters().initiatorMaxRecvDataSegmentLength());
    int end = Math.min(answer.length, sent + most);
    byte[] part = Arrays.copyOfRange(answer, sent, end);
    boolean last = end == answer.length;
    sent = end;
    respond(taskTag, part, last, last ? Bhs.FINAL : Bhs.CONTINUE);
  }

  private void respond(int taskTag, byte[] text, boolean last, int flags) {
    session
        .writer()
        .send(
            new PduTemplate(Opcode.TEXT_RESPONSE, taskTag)
                .flags(flags)
                .u32(Bhs.TARGET_TRANSFER_TAG, last ? Bhs.RESERVED_TAG : TRANSFER_TAG)
                .data(text));
  }

  private byte[] answer(Map<String, String> keys) {
    String which = keys.get(SEND_TARGETS);
    if (which == null) {
      return TextKeys.format(notUnderstood(keys));
    }
    return discovery.sendTargets(session, which);
  }

  /** What is negotiated at login can't be changed later, and we know nothing else. */
  private static Map<String, String> notUnderstood(Map<String, String> keys) {
    Map<String, String> reply = new LinkedHashMap<>(keys);
    reply.replaceAll((key, value) -> "NotUnderstood");
    reply.remove("InitiatorAlias");
    return reply;
  }
}
