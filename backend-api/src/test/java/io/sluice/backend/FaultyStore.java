package io.sluice.backend;

import java.io.IOException;

/** A store that throws as it is told, and otherwise does what the one below it does. */
public final class FaultyStore implements BlockStore {
  private final BlockStore below;
  private volatile Throwable failure;

  public FaultyStore(BlockStore below) {
    this.below = below;
  }

  /** From now on all operations throw this; null ends it. */
  public void failWith(Throwable next) {
    failure = next;
  }

  private void check() throws IOException {
    Throwable now = failure;
    if (now instanceof IOException e) {
      throw e;
    }
    if (now instanceof RuntimeException e) {
      throw e;
    }
    if (now instanceof Error e) {
      throw e;
    }
    if (now != null) {
      throw new AssertionError("a store can't throw this", now);
    }
  }

  @Override
  public VolumeInfo info() {
    return below.info();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    check();
    below.read(offset, into);
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    check();
    below.write(offset, from, flags);
  }

  @Override
  public void flush() throws IOException {
    check();
    below.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    check();
    below.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    check();
    below.writeZeroes(offset, length, flags);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    check();
    return below.status(offset, length);
  }

  @Override
  public void close() throws IOException {
    try {
      check();
    } finally {
      below.close();
    }
  }

  @Override
  public String toString() {
    return "FaultyStore(" + below + ")";
  }
}
