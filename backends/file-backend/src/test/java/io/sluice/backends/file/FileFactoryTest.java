package io.sluice.backends.file;

import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.BlockStoreFactoryContractTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileFactoryTest extends BlockStoreFactoryContractTest {
  @TempDir Path folder;

  @Override
  protected BlockStoreFactory factory() {
    return new FileFactory();
  }

  @Override
  protected URI existing(byte[] content) throws IOException {
    return Files.write(folder.resolve("an image"), content).toUri();
  }

  @Override
  protected URI missing() {
    return folder.resolve("missing").toUri();
  }

  @Override
  protected URI impossible(String secret) {
    return URI.create("file:/image?" + secret);
  }
}
