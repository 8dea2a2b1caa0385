package io.sluice.backends.http;

import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Patience;
import io.sluice.backends.http.remote.Urls;
import java.net.URI;
import java.util.Objects;

/**
 * Which file on a server is to be a volume, and how. Begin with {@link #of}.
 *
 * @param url http or https, without user information
 * @param name of the volume, which its trace is kept under; empty for none
 * @param blockSize bytes in a logical block
 * @param cacheBlock bytes that are fetched and kept at once, a power of two
 * @param connections requests that may be under way at once
 * @param readAhead bytes that are fetched ahead of who reads in sequence, at the most
 * @param patience how long the server is waited for
 * @param access how it is reached and asked
 * @param prefetch what is fetched before anybody asks
 */
public record HttpSpec(
    URI url,
    String name,
    int blockSize,
    int cacheBlock,
    int connections,
    long readAhead,
    Patience patience,
    Access access,
    Prefetch prefetch) {
  static final int DEFAULT_CACHE_BLOCK = 256 << 10;
  private static final int DEFAULT_CONNECTIONS = 8;
  private static final long DEFAULT_READ_AHEAD = 8 << 20;

  /** What is fetched before anybody asks. */
  enum What {
    NOTHING,
    /** What was read first the last time, where that was recorded. */
    TRACE,
    /** All of it, to disk. */
    ALL
  }

  /**
   * @param rate bytes a second, at the most; 0 for no limit
   */
  record Prefetch(What what, long rate) {
    static final Prefetch NOTHING = new Prefetch(What.NOTHING, 0);
  }

  /**
   * @throws IllegalArgumentException when the URL can't be one of a volume; the message holds no
   *     secret
   */
  public HttpSpec {
    Urls.require(url);
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(access, "access");
  }

  /** For anybody to read, with defaults for all else. */
  public static HttpSpec of(URI url) {
    return new HttpSpec(
        url,
        "",
        512,
        DEFAULT_CACHE_BLOCK,
        DEFAULT_CONNECTIONS,
        DEFAULT_READ_AHEAD,
        Patience.DEFAULT,
        Access.PLAIN,
        Prefetch.NOTHING);
  }

  /** The same with other sizes of blocks. */
  public HttpSpec withBlocks(int logical, int cached) {
    return new HttpSpec(
        url, name, logical, cached, connections, readAhead, patience, access, prefetch);
  }

  /** The same, asked otherwise. */
  public HttpSpec withAccess(Access other) {
    return new HttpSpec(
        url, name, blockSize, cacheBlock, connections, readAhead, patience, other, prefetch);
  }

  /** The same, waited for otherwise. */
  public HttpSpec withPatience(Patience other) {
    return new HttpSpec(
        url, name, blockSize, cacheBlock, connections, readAhead, other, access, prefetch);
  }

  /** The same with a name, and this fetched before anybody asks. */
  HttpSpec withPrefetch(String newName, Prefetch other) {
    return new HttpSpec(
        url, newName, blockSize, cacheBlock, connections, readAhead, patience, access, other);
  }
}
