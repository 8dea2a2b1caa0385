package io.sluice.backends.http;

import io.sluice.backend.ReadOnlyStoreContractTest;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class HttpStoreContractTest extends ReadOnlyStoreContractTest {
  private final HttpCaches caches = TestVolumes.caches();
  private final List<ScriptedServer> servers = new ArrayList<>();

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    ScriptedServer server = new ScriptedServer(content);
    servers.add(server);
    return new HttpVolume(HttpSpec.of(server.url()).withBlocks(blockSize, 64 << 10), caches);
  }

  @AfterEach
  void stop() throws IOException {
    caches.close();
    for (ScriptedServer server : servers) {
      server.close();
    }
  }
}
