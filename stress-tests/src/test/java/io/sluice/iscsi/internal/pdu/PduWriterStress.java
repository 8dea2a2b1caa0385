package io.sluice.iscsi.internal.pdu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.memory.HeldMemory;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** PDUs that several threads send while the socket stalls, or the connection is closed. */
public final class PduWriterStress {
  private PduWriterStress() {}

  /** Takes all that it is given, but for the first time where it is full. Closed, it fails. */
  static final class Socket implements GatheringByteChannel {
    private final AtomicInteger writers = new AtomicInteger();
    private boolean isFull; // as the PDUs, seen by one writer after the other
    private int pdus;
    private volatile boolean isTorn;

    Socket(boolean isFull) {
      this.isFull = isFull;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int count) {
      isTorn |= writers.getAndIncrement() != 0;
      long written = 0;
      for (int i = offset; !isFull && i < offset + count; i++) {
        written += from[i].remaining();
        from[i].position(from[i].limit());
        pdus++;
      }
      isFull = false;
      writers.decrementAndGet();
      return written;
    }

    @Override
    public long write(ByteBuffer[] from) {
      return write(from, 0, from.length);
    }

    @Override
    public int write(ByteBuffer from) {
      return (int) write(new ByteBuffer[] {from});
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** A header alone, which is one buffer. */
  private static final class Pdu implements OutgoingPdu {
    private int encoded;
    private int released;

    @Override
    public boolean encode(PduBatch batch) {
      encoded++;
      batch.begin(batch.header(), 0, true);
      batch.end();
      return true;
    }

    @Override
    public void released() {
      released++;
    }

    @Override
    public int heapBytes() {
      return 48;
    }
  }

  /**
   * A connection and two answers on the way; {@code r1} and {@code r2} are how often each was
   * released, {@code r3} how many were written (-1 where two wrote at once), {@code r4} what is
   * still held or under way.
   */
  public static class Connection {
    private static final AddressGroup ADDRESS = new AddressGroup("a");

    final HeldMemory memory = new HeldMemory(1 << 20);
    final Socket socket;
    final Pdu one = new Pdu();
    final Pdu other = new Pdu();
    final PduWriter writer;

    Connection(boolean isFull) {
      socket = new Socket(isFull);
      writer =
          new PduWriter(
              socket,
              new PduBatch(new CommandWindow()),
              memory.open(ADDRESS),
              new Thread("reader"),
              () -> {});
    }

    final void tell(IIII_Result r) {
      r.r1 = one.released;
      r.r2 = other.released;
      r.r3 = socket.isTorn || one.encoded > 1 || other.encoded > 1 ? -1 : socket.pdus;
      r.r4 = (int) memory.held() + (writer.isIdle() ? 0 : 1000);
    }
  }

  /** Both send: one writes for the other, or each for itself, and never both at once. */
  @JCStressTest
  @Outcome(id = "1, 1, 2, 0", expect = ACCEPTABLE, desc = "both written")
  @Outcome(expect = FORBIDDEN, desc = "lost, twice, at once, or held for ever")
  @State
  public static class TwoSend extends Connection {
    public TwoSend() {
      super(false);
    }

    @Actor
    public void one() {
      writer.send(one);
    }

    @Actor
    public void other() {
      writer.send(other);
    }

    @Arbiter
    public void arbiter(IIII_Result r) {
      tell(r);
    }
  }

  /** The socket is full at first: whoever has what comes next, all goes out when it takes bytes. */
  @JCStressTest
  @Outcome(id = "1, 1, 2, 0", expect = ACCEPTABLE, desc = "both written")
  @Outcome(expect = FORBIDDEN, desc = "lost, twice, at once, or held for ever")
  @State
  public static class SendAndResume extends Connection {
    public SendAndResume() {
      super(true);
    }

    @Actor
    public void one() {
      writer.send(one);
    }

    @Actor
    public void other() {
      writer.resume();
      writer.send(other);
    }

    @Arbiter
    public void arbiter(IIII_Result r) {
      writer.resume(); // where it stalled after the reader had looked
      tell(r);
    }
  }

  /** The connection is closed: each is written, or released without that. */
  @JCStressTest
  @Outcome(id = "1, 1, [012], 0", expect = ACCEPTABLE, desc = "each released once")
  @Outcome(expect = FORBIDDEN, desc = "lost, twice, at once, or held for ever")
  @State
  public static class SendAndClose extends Connection {
    public SendAndClose() {
      super(false);
    }

    @Actor
    public void senders() {
      writer.send(one);
      writer.send(other);
    }

    @Actor
    public void closer() {
      writer.close();
    }

    @Arbiter
    public void arbiter(IIII_Result r) {
      tell(r);
    }
  }

  /** The same while the socket is full, and takes bytes again at that moment. */
  @JCStressTest
  @Outcome(id = "1, 1, [012], 0", expect = ACCEPTABLE, desc = "each released once")
  @Outcome(expect = FORBIDDEN, desc = "lost, twice, at once, or held for ever")
  @State
  public static class StallAndClose extends Connection {
    public StallAndClose() {
      super(true);
      writer.send(one);
    }

    @Actor
    public void other() {
      writer.resume();
      writer.send(other);
    }

    @Actor
    public void closer() {
      writer.close();
    }

    @Arbiter
    public void arbiter(IIII_Result r) {
      tell(r);
    }
  }
}
