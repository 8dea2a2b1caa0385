package io.sluice.systemtests.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The library without which the guest kernel can't run on CPUs with a large XSAVE area; see {@code
 * xsave-shim.c}.
 */
final class XsaveShim {

  private XsaveShim() {}

  /** Compiles {@code sources/xsave-shim.c} into {@code output}, once. */
  static synchronized Path build(Path sources, Path output)
      throws IOException, InterruptedException {
    Path source = sources.resolve("xsave-shim.c");
    Path library = Files.createDirectories(output).resolve("xsave-shim.so");
    if (Files.exists(library)
        && Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(source)) > 0) {
      return library;
    }
    Path fresh = output.resolve("xsave-shim.so.new");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-O2", "-shared", "-fPIC", "-o", fresh.toString(), source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc could not build " + source + ": " + said);
    }
    return Files.move(fresh, library, StandardCopyOption.REPLACE_EXISTING);
  }
}
