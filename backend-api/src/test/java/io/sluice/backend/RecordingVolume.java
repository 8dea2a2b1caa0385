package io.sluice.backend;

import java.io.IOException;
import java.util.Arrays;

/**
 * A volume that knows what would be left of it: when the process dies, what has been written; when
 * the machine does, what has been flushed, or written with FUA.
 */
public final class RecordingVolume implements Volume {
  private final VolumeInfo info;
  private final byte[] inKernel;
  private final byte[] onMedium;

  /** Full of zeroes. */
  public RecordingVolume(Geometry geometry) {
    info = new VolumeInfo(geometry, CACHED, "recording volume");
    inKernel = new byte[Math.toIntExact(geometry.size())];
    onMedium = new byte[inKernel.length];
  }

  private static final Capabilities CACHED = Capabilities.builder().writeCache(true).build();

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public BlockStore open() {
    return new Store();
  }

  /** What survives the death of the process. */
  public synchronized byte[] afterKill() {
    return inKernel.clone();
  }

  /** What survives the death of the machine. */
  public synchronized byte[] afterPowerCut() {
    return onMedium.clone();
  }

  private synchronized void flushed() {
    System.arraycopy(inKernel, 0, onMedium, 0, inKernel.length);
  }

  private final class Store implements BlockStore {
    @Override
    public VolumeInfo info() {
      return info;
    }

    @Override
    public void read(long offset, Segments into) {
      synchronized (RecordingVolume.this) {
        into.put(0, inKernel, (int) offset, (int) into.length());
      }
    }

    @Override
    public void write(long offset, Segments from, int flags) {
      synchronized (RecordingVolume.this) {
        from.get(0, inKernel, (int) offset, (int) from.length());
        if ((flags & WriteFlags.FUA) != 0) {
          from.get(0, onMedium, (int) offset, (int) from.length());
        }
      }
    }

    @Override
    public void flush() {
      flushed();
    }

    @Override
    public void discard(long offset, long length) {}

    @Override
    public void writeZeroes(long offset, long length, int flags) throws IOException {
      synchronized (RecordingVolume.this) {
        Arrays.fill(inKernel, (int) offset, (int) (offset + length), (byte) 0);
        if ((flags & WriteFlags.FUA) != 0) {
          Arrays.fill(onMedium, (int) offset, (int) (offset + length), (byte) 0);
        }
      }
    }

    @Override
    public void close() {
      flushed();
    }
  }
}
