package io.sluice.backend;

import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Cdb;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One SCSI command, from the moment a transport receives it until it is answered.
 *
 * <p>A handler reads the CDB and the data-out segments, fills the data-in segments, and calls
 * {@link #complete} exactly once: before {@code handle} returns or later, from any thread. Until
 * then the segments belong to the handler; from then on it must not touch them, since the transport
 * gives the memory to other commands.
 *
 * <p>The object is made for one command and never reused, so a handler that completes it twice gets
 * an exception and harms no other command. All methods may be called from any thread, but only one
 * thread at a time may use the stream-like {@link #get(byte[], int, int)} and {@link #put(byte[],
 * int, int)}.
 */
@ProviderType
public abstract class ScsiCmd {
  private static final VarHandle COMPLETED;
  private static final VarHandle ABORT;

  /** The value of {@link #abort} once the command has been aborted. */
  @SuppressWarnings("UnnecessaryLambda") // compared by identity
  private static final Runnable ABORTED = () -> {};

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COMPLETED = lookup.findVarHandle(ScsiCmd.class, "completed", boolean.class);
      ABORT = lookup.findVarHandle(ScsiCmd.class, "abort", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Cdb cdb;

  @SuppressWarnings("unused") // through COMPLETED
  private volatile boolean completed;

  private volatile Runnable abort;
  private CompletionListener listener;
  private int mark;

  /** The clock for {@link #answeredAt}; null if the time is not wanted. */
  private LongSupplier clock;

  private long answeredAt;
  private long got;
  private long put;

  /**
   * For transports.
   *
   * @param cdb the command's CDB, not shared with any other command
   */
  protected ScsiCmd(Cdb cdb) {
    this.cdb = cdb;
  }

  /** The command descriptor block. */
  public final Cdb cdb() {
    return cdb;
  }

  /** The I_T nexus it came over. */
  public abstract Nexus nexus();

  /** The logical unit it is for. */
  public abstract ScsiDevice device();

  /**
   * The tag assigned by the initiator or the kernel; unique among the commands in progress on its
   * nexus.
   */
  public abstract long tag();

  /** Its task attribute. */
  public abstract TaskAttribute taskAttribute();

  /**
   * The commands that the transport answers before the logical unit sees them. REPORT SUPPORTED
   * OPERATION CODES (SPC-4 6.35) lists them as well.
   */
  public CommandTable transportCommands() {
    return CommandTable.EMPTY;
  }

  /**
   * Where data for the initiator goes; its length is the most that the initiator expects. Empty if
   * the command has none. Only what was put there is sent: untouched bytes are left out, or are
   * sent as zero if later bytes were put.
   */
  public abstract Segments dataIn();

  /**
   * The data that came from the initiator. Empty if there is none. A bidirectional command has both
   * data-in and data-out.
   */
  public abstract Segments dataOut();

  /**
   * Copies the next bytes of data-out, as a stream. Returns how many: fewer than {@code length}, or
   * 0, at the end.
   */
  public final int get(byte[] into, int at, int length) {
    int n = (int) Math.min(length, dataOut().length() - got);
    dataOut().get(got, into, at, n);
    got += n;
    return n;
  }

  /**
   * Copies the next bytes of data-out into the remaining space of {@code into}. Returns how many.
   */
  public final int get(ByteBuffer into) {
    int n = (int) Math.min(into.remaining(), dataOut().length() - got);
    dataOut().get(got, into.slice(into.position(), n));
    into.position(into.position() + n);
    got += n;
    return n;
  }

  /** Appends bytes to data-in, as a stream. Returns how many fitted. */
  public final int put(byte[] from, int at, int length) {
    int n = (int) Math.min(length, dataIn().length() - put);
    dataIn().append(put, ByteBuffer.wrap(from, at, n));
    put += n;
    return n;
  }

  /**
   * Appends the remaining bytes of {@code from} to data-in, as far as there is room. Returns how
   * many.
   */
  public final int put(ByteBuffer from) {
    int n = (int) Math.min(from.remaining(), dataIn().length() - put);
    dataIn().append(put, from.slice(from.position(), n));
    from.position(from.position() + n);
    put += n;
    return n;
  }

  /**
   * Fills the first bytes of data-in from a store. They count as filled when its read has returned.
   *
   * @param offset byte offset in the store
   * @param length bytes, at most the length of data-in
   */
  public final void fill(BlockStore store, long offset, long length) throws IOException {
    Segments into = dataIn();
    Segments filled = into.slice(0, length);
    boolean told = into.beginFill();
    boolean whole = false;
    try {
      store.read(offset, filled);
      whole = true;
    } finally {
      if (told) {
        into.endFill(whole ? length : 0);
      }
    }
  }

  /**
   * As {@link #fill}, from a store that answers later. The bytes count as filled once the store
   * reports success.
   */
  public final void beginFill(
      AsyncBlockStore store, long offset, long length, StoreCompletion completion) {
    Segments into = dataIn();
    Segments filled = into.slice(0, length);
    if (!into.beginFill()) {
      store.beginRead(offset, filled, completion);
      return;
    }
    store.beginRead(
        offset,
        filled,
        failure -> {
          into.endFill(failure == null ? length : 0);
          completion.completed(failure);
        });
  }

  /**
   * Puts a parameter list, cut to the CDB's allocation length and to the room in data-in, and
   * returns the GOOD response with the resulting residual (SPC-4 4.2.5.6).
   *
   * @param data the whole list
   * @param allocationLength the CDB's field, in bytes
   */
  public final ScsiResponse answer(byte[] data, long allocationLength) {
    put(data, 0, (int) Math.min(data.length, allocationLength));
    return ScsiResponse.good(dataIn().length() - put);
  }

  /**
   * Answers the command. Must be called exactly once.
   *
   * @throws IllegalStateException if the command was already answered; this call then has no effect
   */
  public final void complete(ScsiResponse response) {
    Objects.requireNonNull(response, "response");
    if (!completeUnlessDone(response)) {
      throw new IllegalStateException("completed twice: " + this);
    }
  }

  /**
   * As {@link #complete}, but if the command was already answered, does nothing and returns false.
   */
  final boolean completeUnlessDone(ScsiResponse response) {
    if (!COMPLETED.compareAndSet(this, false, true)) {
      return false;
    }
    if (clock != null) {
      answeredAt = clock.getAsLong();
    }
    try {
      if (listener != null) {
        listener.completed(this, response);
      }
    } finally {
      send(response); // a listener that throws must not cost the initiator its answer
    }
    return true;
  }

  /**
   * Makes the command record the time when it is answered. Called before it is given to its
   * handler.
   */
  final void time(LongSupplier nanoTime) {
    clock = nanoTime;
  }

  /** When the handler had the response, before it was sent, by that clock; 0 without a clock. */
  final long answeredAt() {
    return answeredAt;
  }

  /** Whether the command was answered. */
  public final boolean isCompleted() {
    return completed;
  }

  /**
   * Asks the handler to abandon the command (task management, a lost nexus). The handler must still
   * complete it, with any response; the transport knows that nobody waits for the answer. Runs the
   * handler's {@link #onAbort} action on the calling thread, once.
   */
  public final void abort() {
    abort(Runnable::run);
  }

  /**
   * As {@link #abort()}, for a caller that must not be held up by an action that wrongly blocks:
   * {@link #isAborted} is true when this returns, and the action, if there is one, is given to
   * {@code elsewhere}.
   */
  public final void abort(Executor elsewhere) {
    Runnable action = (Runnable) ABORT.getAndSet(this, ABORTED);
    if (action != null && action != ABORTED && !completed) {
      elsewhere.execute(action);
    }
  }

  /** Whether {@link #abort} was called. A handler that works in steps checks this between them. */
  public final boolean isAborted() {
    return abort == ABORTED;
  }

  /**
   * For a handler that can interrupt its work: sets the action that {@link #abort} runs, or runs it
   * at once if the command was already aborted. Replaces any earlier action. The action must not
   * block, and may run while the command is being completed or shortly afterwards.
   */
  public final void onAbort(Runnable action) {
    Objects.requireNonNull(action, "action");
    Runnable seen;
    do {
      seen = abort;
      if (seen == ABORTED) {
        action.run();
        return;
      }
    } while (!ABORT.compareAndSet(this, seen, action));
  }

  /**
   * For the logical unit, before it hands the command on: sets the listener that is called with the
   * response. One listener, set once.
   */
  public final void onCompletion(CompletionListener completionListener) {
    onCompletion(completionListener, 0);
  }

  /**
   * The same, with a number that the listener gets back from {@link #mark}, so that a single
   * listener can recognise each command without an object per command.
   */
  public final void onCompletion(CompletionListener completionListener, int listenersMark) {
    if (listener != null) {
      throw new IllegalStateException("has a listener: " + this);
    }
    mark = listenersMark;
    listener = completionListener;
  }

  /** The number given to {@link #onCompletion(CompletionListener, int)}. */
  public final int mark() {
    return mark;
  }

  /** For the transport: sends the answer. Called once, on the completing thread; must not throw. */
  protected abstract void send(ScsiResponse response);

  @Override
  public String toString() {
    return device().name() + " tag " + tag() + " " + cdb;
  }
}
