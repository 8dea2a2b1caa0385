package io.sluice.gateway.osgi.jar;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import io.sluice.gateway.osgi.shared.SharedDisks;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;

/** As {@link HeapBackend}, with a bug: its handlers throw at each third command. */
public final class ThrowingBackend {
  private final HandlerPublisher publisher;

  public ThrowingBackend(BundleContext context, Map<String, ?> properties, StoreLayers layers) {
    publisher = new HandlerPublisher(context, "heap");
    publish(properties);
  }

  public void publish(Map<String, ?> properties) {
    publisher.publish(
        new HandlerConfig(properties, HeapBackend.Config.class),
        config -> new Throwing(new BlockStoreCmdHandler(SharedDisks.disk(config.name()))));
  }

  public void close(int reason) {
    publisher.close(reason);
  }

  private record Throwing(ScsiCmdHandler handler, AtomicInteger commands)
      implements ScsiCmdHandler {
    Throwing(ScsiCmdHandler handler) {
      this(handler, new AtomicInteger());
    }

    @Override
    public void handle(ScsiCmd cmd) {
      if (commands.incrementAndGet() % 3 == 0) {
        throw new IllegalStateException("the bug of version 1.1.0");
      }
      handler.handle(cmd);
    }

    @Override
    public VolumeInfo probe() throws IOException {
      return handler.probe();
    }

    @Override
    public void open() throws IOException {
      handler.open();
    }

    @Override
    public void flush() throws IOException {
      handler.flush();
    }

    @Override
    public void close() throws IOException {
      handler.close();
    }
  }
}
