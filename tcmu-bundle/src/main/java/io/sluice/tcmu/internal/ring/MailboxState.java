package io.sluice.tcmu.internal.ring;

/** A look at a mailbox that nobody serves. */
public final class MailboxState {
  private MailboxState() {}

  /**
   * Whether its last user left nothing unanswered. When not, only a reset of the ring makes it
   * usable again.
   */
  public static boolean isClean(RingPort port) {
    try {
      Mailbox mailbox = new Mailbox(port.memory());
      return mailbox.head() == mailbox.tail();
    } catch (RingFault fault) {
      return false;
    }
  }
}
