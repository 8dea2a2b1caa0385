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
    requireRange(call, offset, from.length());
    Capabilities can = store().info().capabilities();
    requireFlags(call, flags, WriteFlags.FUA | (can.atomicWrites().any() ? WriteFlags.ATOMIC : 0));
    byte[] content = new byte[Math.toIntExact(from.length())];
    from.get(0, content, 0, content.length);
    List<Integer> places = places(from);
    change(call, () -> super.write(offset, from, flags));
    require(places.equals(places(from)), call + ": buffers were moved");
    byte[] left = new byte[content.length];
    from.get(0, left, 0, left.length);
    require(Arrays.equals(content, left), call + ": what was written was changed");
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
    change(call, () -> super.discard(offset, length));
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    String call = call("writeZeroes", offset, length) + " " + flags;
    requireRange(call, offset, length);
    requireFlags(call, flags, WriteFlags.FUA | WriteFlags.MAY_DISCARD);
    change(call, () -> super.writeZeroes(offset, length, flags));
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

  /** A change of content. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  /** What is read-only refuses it; a hint may be ignored. */
  private void change(String call, Change change) throws IOException {
    boolean isReadOnly = store().info().capabilities().readOnly();
    run(
        call,
        () -> {
          change.run();
          return null;
        });
    require(!isReadOnly || call.startsWith("discard"), call + ": taken though it is read-only");
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
    public void beginRead(long offset, Segments into, ReadCompletion completion) {
      String call = call("beginRead", offset, into.length());
      super.requireRange(call, offset, into.length());
      ReadMark mark = new ReadMark(into);
      List<Integer> places = places(into);
      AtomicBoolean completed = new AtomicBoolean();
      super.begin(call);
      store.beginRead(
          offset,
          into,
          failure -> {
            super.require(completed.compareAndSet(false, true), call + ": completed twice");
            super.underWay.decrementAndGet();
            try {
              if (failure == null) {
                super.requireRead(call, mark, into, places);
              }
              completion.completed(failure);
            } catch (AssertionError e) {
              completion.completed(e);
            }
          });
    }
  }
}
