package io.sluice.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block store over an array, one call at a time, that notes its calls. Whether they are by the
 * contract a {@link CheckedStore} in front of it finds.
 */
public final class ArrayStore implements BlockStore {
  private final List<String> calls = new ArrayList<>();
  private final int blockSize;
  private final Capabilities capabilities;
  private byte[] bytes;

  public ArrayStore(Geometry geometry, Capabilities capabilities) {
    this(new byte[Math.toIntExact(geometry.size())], geometry.blockSize(), capabilities);
  }

  ArrayStore(byte[] bytes, int blockSize, Capabilities capabilities) {
    this.bytes = bytes;
    this.blockSize = blockSize;
    this.capabilities = capabilities;
  }

  /** A store of that many blocks, of 512 bytes, that can do all. */
  public static ArrayStore ofBlocks(int blocks) {
    return new ArrayStore(new Geometry(blocks, 512, 512), allCapabilities(512));
  }

  /** Write cache and discard that reads zero. */
  public static Capabilities allCapabilities(int granularity) {
    return Capabilities.builder().writeCache(true).discard(granularity, true).build();
  }

  @Override
  public synchronized VolumeInfo info() {
    return new VolumeInfo(
        new Geometry(bytes.length / blockSize, blockSize, blockSize), capabilities, "array");
  }

  @Override
  public synchronized void read(long offset, Segments into) {
    note("read", offset, into.length(), 0);
    into.put(0, bytes, (int) offset, (int) into.length());
  }

  @Override
  public synchronized void write(long offset, Segments from, int flags) throws StoreException {
    note("write", offset, from.length(), flags);
    checkWritable();
    from.get(0, bytes, (int) offset, (int) from.length());
  }

  @Override
  public synchronized void flush() {
    note("flush", 0, 0, 0);
  }

  @Override
  public synchronized void discard(long offset, long length) throws StoreException {
    note("discard", offset, length, 0);
    checkWritable();
    if (capabilities.discard()) {
      Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }
  }

  @Override
  public synchronized void writeZeroes(long offset, long length, int flags) throws StoreException {
    note("writeZeroes", offset, length, flags);
    checkWritable();
    Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
  }

  @Override
  public synchronized void resize(long size) {
    bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
  }

  @Override
  public void close() {
    // an array needs nothing
  }

  private void checkWritable() throws StoreException {
    if (capabilities.readOnly()) {
      throw StoreException.writeProtected("array is read-only");
    }
  }

  private void note(String call, long offset, long length, int flags) {
    calls.add(call + " " + offset + " " + length + " " + flags);
  }

  /** All calls: name, offset, length, flags. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Another with the same content, that nobody has called. */
  public synchronized ArrayStore copy() {
    return new ArrayStore(bytes.clone(), blockSize, capabilities);
  }

  /** A copy of the content. */
  public synchronized byte[] content() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "ArrayStore(" + bytes.length + " bytes)";
  }
}
