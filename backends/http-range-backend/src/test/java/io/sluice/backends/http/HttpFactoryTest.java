package io.sluice.backends.http;

import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.BlockStoreFactoryContractTest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class HttpFactoryTest extends BlockStoreFactoryContractTest {
  private final HttpCaches caches = TestVolumes.caches();
  private final List<ScriptedServer> servers = new ArrayList<>();

  @Override
  protected BlockStoreFactory factory() {
    return new HttpFactory(caches);
  }

  @Override
  protected URI existing(byte[] content) throws IOException {
    return serve(content).url();
  }

  private ScriptedServer serve(byte[] content) throws IOException {
    ScriptedServer server = new ScriptedServer(content);
    servers.add(server);
    return server;
  }

  @Override
  protected URI missing() throws IOException {
    ScriptedServer server = serve(new byte[4096]);
    server.behave((request, reply) -> reply.full("404 Not Found", "text/plain", new byte[3]));
    return server.url();
  }

  @Override
  protected URI impossible(String secret) {
    return URI.create("https://user:" + secret + "@127.0.0.1/x.img");
  }

  @AfterEach
  void stop() throws IOException {
    caches.close();
    for (ScriptedServer server : servers) {
      server.close();
    }
  }
}
