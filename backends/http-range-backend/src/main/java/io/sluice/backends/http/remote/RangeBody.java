package io.sluice.backends.http.remote;

import java.nio.ByteBuffer;
import java.util.List;

/** Takes a body of known length to a sink, and no byte more. */
final class RangeBody extends WatchedBody {
  private final String url;
  private final ByteSink sink;
  private final long expected;
  private long received;

  RangeBody(String url, ByteSink sink, long expected) {
    this.url = url;
    this.sink = sink;
    this.expected = expected;
  }

  @Override
  boolean take(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
      if (received > expected) {
        return false;
      }
      sink.accept(buffer);
    }
    return true;
  }

  @Override
  boolean mayGoOn(boolean isQuick, boolean isWindowOver) {
    return isQuick;
  }

  @Override
  Verdict verdict() {
    if (received == expected) {
      return Verdict.OK;
    }
    return Verdict.failed(
        received > expected
            ? RemoteException.refused(url + " sent more than the " + expected + " bytes asked for")
            : RemoteException.outage(
                "%s broke off after %d of %d bytes".formatted(url, received, expected),
                (Throwable) null));
  }

  @Override
  Verdict verdictOfBroken() {
    return null;
  }
}
