package io.sluice.backends.seekable;

/** A compressed file in memory, for any number of volumes. */
final class ByteArraySource implements EncodedSource {
  private final byte[] bytes;

  ByteArraySource(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public EncodedFile look() {
    return new ByteArrayFile(bytes);
  }

  @Override
  public EncodedFile hold() {
    return look();
  }

  @Override
  public String toString() {
    return "/images/test";
  }
}
