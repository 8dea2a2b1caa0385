package io.sluice.backends.http.remote;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** A short body as text, cut off at its bound. */
final class BoundedText implements BodySubscriber<String> {
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int longest;
  private Subscription subscription;

  BoundedText(int longest) {
    this.longest = longest;
  }

  @Override
  public CompletionStage<String> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Subscription opened) {
    subscription = opened;
    opened.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int room = Math.min(buffer.remaining(), longest - bytes.size());
      byte[] part = new byte[room];
      buffer.get(part);
      bytes.write(part, 0, room);
    }
    if (bytes.size() == longest) {
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(bytes.toString(StandardCharsets.UTF_8));
  }
}
