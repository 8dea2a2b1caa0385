package io.sluice.backends.qcow2;

import io.sluice.backend.Segments;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The image's tables, read through a cache of pages that is bounded in bytes, and written through
 * it: what {@link #write} has returned from was given to the kernel, and only then is it seen by
 * readers. A page is never dirty, so it can be dropped at any time.
 *
 * <p>Threads may read and write at once; writers of the same bytes keep order among themselves.
 */
final class MetadataPages {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int LARGEST_PAGE = 4096;
  private static final int STRIPES = 64;

  private final ImageFile file;
  private final int pageBits;
  private final Stripe[] stripes = new Stripe[STRIPES];

  /** Some of the pages, with the lock that guards them. */
  private static final class Stripe extends LinkedHashMap<Long, byte[]> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Stripe(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
      return size() > most;
    }
  }

  /** What an L2 entry holds: the descriptor, and with extended entries the bitmap. */
  record Pair(long first, long second) {}

  /**
   * @param clusterSize of the image; a page never reaches over a cluster's end
   * @param bytes that the pages may take
   */
  MetadataPages(ImageFile file, int clusterSize, long bytes) {
    this.file = file;
    int pageSize = Math.min(clusterSize, LARGEST_PAGE);
    pageBits = Integer.numberOfTrailingZeros(pageSize);
    int most = (int) Math.max(4, Math.min(bytes / pageSize / STRIPES, 1 << 20));
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(most);
    }
  }

  private Stripe stripe(long page) {
    return stripes[(int) page & STRIPES - 1];
  }

  /** Bytes in a page. */
  int pageSize() {
    return 1 << pageBits;
  }

  /** 64 bits at a multiple of 8. */
  long getLong(long offset) throws IOException {
    long page = offset >>> pageBits;
    Stripe stripe = stripe(page);
    synchronized (stripe) {
      return (long) LONG.get(page(stripe, page), within(offset));
    }
  }

  /** 128 bits at a multiple of 16, of one moment. */
  Pair getPair(long offset) throws IOException {
    long page = offset >>> pageBits;
    Stripe stripe = stripe(page);
    synchronized (stripe) {
      byte[] bytes = page(stripe, page);
      int at = within(offset);
      return new Pair((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + Long.BYTES));
    }
  }

  /** A copy of the page that begins at {@code offset}. */
  byte[] copyOfPage(long offset) throws IOException {
    long page = offset >>> pageBits;
    Stripe stripe = stripe(page);
    synchronized (stripe) {
      return page(stripe, page).clone();
    }
  }

  private int within(long offset) {
    return (int) offset & pageSize() - 1;
  }

  /** Under the stripe's lock, so that no write comes between the file and the cache. */
  private byte[] page(Stripe stripe, long page) throws IOException {
    byte[] bytes = stripe.get(page);
    if (bytes == null) {
      bytes = new byte[pageSize()];
      file.read(page << pageBits, Segments.of(bytes));
      stripe.put(page, bytes);
    }
    return bytes;
  }

  /** Writes to the file, and then to the pages that are here. */
  void write(long offset, ByteBuffer bytes) throws IOException {
    file.write(offset, bytes.slice());
    while (bytes.hasRemaining()) {
      long page = offset >>> pageBits;
      int within = within(offset);
      int part = Math.min(bytes.remaining(), pageSize() - within);
      Stripe stripe = stripe(page);
      synchronized (stripe) {
        byte[] cached = stripe.get(page);
        if (cached != null) {
          bytes.get(bytes.position(), cached, within, part);
        }
      }
      bytes.position(bytes.position() + part);
      offset += part;
    }
  }

  /** Drops all pages: some of them are no tables any more, or will be others. */
  void clear() {
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        stripe.clear();
      }
    }
  }
}
