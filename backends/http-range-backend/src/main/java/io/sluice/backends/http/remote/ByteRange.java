package io.sluice.backends.http.remote;

/**
 * Bytes that are asked for.
 *
 * @param first the first
 * @param last the last
 */
record ByteRange(long first, long last) {
  long length() {
    return last - first + 1;
  }

  /** Whether it leaves nothing out. */
  boolean isAllOf(Identity identity) {
    return first == 0 && length() == identity.length();
  }

  /** What is left when its beginning has come. */
  ByteRange after(long received) {
    return new ByteRange(first + received, last);
  }

  /** As the Range header has it. */
  String header() {
    return "bytes=" + first + "-" + last;
  }
}
