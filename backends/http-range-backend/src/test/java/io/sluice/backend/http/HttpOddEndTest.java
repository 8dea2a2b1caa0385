package io.sluice.backend.http;

import io.sluice.backend.OddEndContract;
import io.sluice.backend.Volume;
import java.io.IOException;

/** Content of any length on a server. */
class HttpOddEndTest extends OddEndContract {
  private HttpCaches caches;
  private ScriptedServer server;

  @Override
  protected boolean isWritable() {
    return false;
  }

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    caches = TestVolumes.caches();
    server = new ScriptedServer(content);
    return new HttpVolume(HttpSpec.of(server.url()).withBlocks(blockSize, 64 << 10), caches);
  }

  @Override
  protected void release() throws IOException {
    caches.close();
    server.close();
  }
}
