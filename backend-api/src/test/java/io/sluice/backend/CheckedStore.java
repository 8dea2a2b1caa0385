package io.sluice.backend;

import java.io.IOException;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A store that looks at whoever calls the one behind it, and at that one, and tells what is against
 * the contract of {@link BlockStore}; the call fails then. Of the caller: ranges within the store,
 * of whole blocks; known flags; nothing after the end, which comes once, and when no call is under
 * way. Of the store: what it reads fills everything; buffers are neither moved nor, where it
 * writes, changed; what is read-only takes no write; sizes and states within their bounds; no
 * failure but an {@link IOException}.
 */
public class CheckedStore extends ForwardingBlockStore {
  private final Consumer<String> violations;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private CheckedStore(BlockStore store, Consumer<String> violations) {
    super(store);
    this.violations = violations;
  }

  /**
   * In front of a store, asynchronous where that is.
   *
   * @param violations is told what is against the contract
   */
  public static BlockStore of(BlockStore store, Consumer<String> violations) {
    return store instanceof AsyncBlockStore async
        ? new Async(async, violations)
        : new CheckedStore(store, violations);
  }

  /** A call to the store. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  @Override
  public VolumeInfo info() {
    VolumeInfo info = super.info();
    long size = info.geometry().size();
    require(
        info.contentLength() >= 0 && info.contentLength() <= size,
        "info: content of " + info.contentLength() + " bytes in " + size);
    return info;
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    String call = call("read", offset, into.length());
    requireRange(call, offset, into.length());
    ReadMark mark = new ReadMark(into);
    List<Integer> places = places(into);
    run(
        call,
        () -> {
          super.read(offset, into);
          return null;
        });
    requireRead(call, mark, into, places);
  }

  private void requireRead(String call, ReadMark mark, Segments into, List<Integer> places) {
    require(places.equals(places(into)), call + ": buffers were moved");
    require(!mark.isLeftIn(into), call + ": not all was filled");
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    String call = call("write", offset, from.length()) + " " + flags;
    Runnable check = beforeWrite(call, offset, from, flags);
    run(
        call,
        () -> {
          super.write(offset, from, flags);
          return null;
        });
    check.run();
  }

  /** Gives what is to be looked at afterwards. */
  private Runnable beforeWrite(String call, long offset, Segments from, int flags) {
    requireRange(call, offset, from.length());
    Capabilities can = store().info().capabilities();
    requireFlags(call, flags, WriteFlags.FUA | (can.atomicWrites().any() ? WriteFlags.ATOMIC : 0));
    byte[] content = bytes(from);
    List<Integer> places = places(from);
    return () -> {
      requireWritable(call);
      require(places.equals(places(from)), call + ": buffers were moved");
      require(Arrays.equals(content, bytes(from)), call + ": what was written was changed");
    };
  }

  private static byte[] bytes(Segments segments) {
    byte[] bytes = new byte[Math.toIntExact(segments.length())];
    segments.get(0, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void flush() throws IOException {
    run(
        "flush",
        () -> {
          super.flush();
          return null;
        });
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    String call = call("discard", offset, length);
    requireRange(call, offset, length);
    run(
        call,
        () -> {
          super.discard(offset, length);
          return null;
        });
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    String call = call("writeZeroes", offset, length) + " " + flags;
    requireRange(call, offset, length);
    requireFlags(call, flags, WriteFlags.FUA | WriteFlags.MAY_DISCARD);
    run(
        call,
        () -> {
          super.writeZeroes(offset, length, flags);
          return null;
        });
    requireWritable(call);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    String call = call("status", offset, length);
    requireRange(call, offset, length);
    BlockStatus status = run(call, () -> super.status(offset, length));
    require(status.length() > 0 && status.length() <= length, call + ": " + status);
    return status;
  }

  @Override
  public void resize(long size) throws IOException {
    String call = "resize " + size;
    require(size > 0 && size % blockSize() == 0, call + ": no whole blocks");
    run(
        call,
        () -> {
          super.resize(size);
          return null;
        });
    require(store().size() == size, call + ": is " + store().size());
  }

  @Override
  public void close() throws IOException {
    require(closed.compareAndSet(false, true), "closed twice");
    require(underWay.get() == 0, "closed with " + underWay + " calls under way");
    super.close();
  }

  /** What is read-only refuses a change, but for the hint that a discard is. */
  private void requireWritable(String call) {
    boolean isReadOnly = store().info().capabilities().readOnly();
    require(!isReadOnly, call + ": taken though it is read-only");
  }

  private <T> T run(String call, Call<T> body) throws IOException {
    begin(call);
    try {
      return body.run();
    } catch (RuntimeException | Error e) {
      violations.accept(call + ": failed with " + e);
      throw e;
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void begin(String call) {
    require(!closed.get(), call + ": after the end");
    underWay.incrementAndGet();
  }

  private static String call(String what, long offset, long length) {
    return what + " " + offset + " " + length;
  }

  private int blockSize() {
    return store().info().geometry().blockSize();
  }

  private void requireRange(String call, long offset, long length) {
    long size = store().size();
    boolean isInside = offset >= 0 && length >= 0 && offset <= size - length;
    require(isInside, call + ": of " + size + " bytes");
    boolean isWhole = offset % blockSize() == 0 && length % blockSize() == 0;
    require(isWhole, call + ": no whole blocks of " + blockSize());
  }

  private void requireFlags(String call, int flags, int allowed) {
    require((flags & ~allowed) == 0, call + ": flags that it has not");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      violations.accept(what);
      throw new AssertionError("against the contract: " + what);
    }
  }

  /** Where buffers are read and written next, which is nobody's to change. */
  private static List<Integer> places(Segments segments) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < segments.count(); i++) {
      Buffer base = segments.base(i);
      places.add(base.position());
      places.add(base.limit());
    }
    return places;
  }

  /** Asks the same of a store that answers later. */
  private static final class Async extends CheckedStore implements AsyncBlockStore {
    private final AsyncBlockStore store;

    Async(AsyncBlockStore store, Consumer<String> violations) {
      super(store, violations);
      this.store = store;
    }

    @Override
    public void read(long offset, Segments into) throws IOException {
      AsyncBlockStore.super.read(offset, into);
    }

    @Override
    public void write(long offset, Segments from, int flags) throws IOException {
      AsyncBlockStore.super.write(offset, from, flags);
    }

    @Override
    public void flush() throws IOException {
      AsyncBlockStore.super.flush();
    }

    @Override
    public void discard(long offset, long length) throws IOException {
      AsyncBlockStore.super.discard(offset, length);
    }

    @Override
    public void writeZeroes(long offset, long length, int flags) throws IOException {
      AsyncBlockStore.super.writeZeroes(offset, length, flags);
    }

    @Override
    public void beginRead(long offset, Segments into, StoreCompletion completion) {
      String call = call("beginRead", offset, into.length());
      super.requireRange(call, offset, into.length());
      ReadMark mark = new ReadMark(into);
      List<Integer> places = places(into);
      Runnable check = () -> super.requireRead(call, mark, into, places);
      store.beginRead(offset, into, begun(call, check, completion));
    }

    @Override
    public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
      String call = call("beginWrite", offset, from.length()) + " " + flags;
      Runnable check = super.beforeWrite(call, offset, from, flags);
      store.beginWrite(offset, from, flags, begun(call, check, completion));
    }

    @Override
    public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
      String call = call("beginWriteZeroes", offset, length) + " " + flags;
      super.requireRange(call, offset, length);
      super.requireFlags(call, flags, WriteFlags.FUA | WriteFlags.MAY_DISCARD);
      Runnable check = () -> super.requireWritable(call);
      store.beginWriteZeroes(offset, length, flags, begun(call, check, completion));
    }

    @Override
    public void beginDiscard(long offset, long length, StoreCompletion completion) {
      String call = call("beginDiscard", offset, length);
      super.requireRange(call, offset, length);
      store.beginDiscard(offset, length, begun(call, () -> {}, completion));
    }

    @Override
    public void beginFlush(StoreCompletion completion) {
      store.beginFlush(begun("beginFlush", () -> {}, completion));
    }

    /** Counts a call in, and out when it is completed, which is once. */
    private StoreCompletion begun(String call, Runnable check, StoreCompletion completion) {
      super.begin(call);
      AtomicBoolean completed = new AtomicBoolean();
      return failure -> {
        super.require(completed.compareAndSet(false, true), call + ": completed twice");
        super.underWay.decrementAndGet();
        Throwable told = failure;
        try {
          if (failure == null) {
            check.run();
          }
        } catch (AssertionError violation) {
          told = violation;
        }
        completion.completed(told);
      };
    }
  }
}
