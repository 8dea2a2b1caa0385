package io.sluice.systemtests.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a gateway has of things that must not grow. */
record Leaks(int threads, int descriptors, int classLoaders, int bundles) {
  private static final Pattern LOADERS =
      Pattern.compile(
          "(?m)^ *[0-9]+: +([0-9]+) +[0-9]+ +org\\.apache\\.felix\\.framework\\.BundleWiringImpl\\$BundleClassLoader\\b");

  /** As of now, after a collection of garbage. */
  static Leaks of(GatewayProcess gateway) throws IOException {
    String histogram = jcmd(gateway, "GC.class_histogram");
    Matcher loaders = LOADERS.matcher(histogram);
    int count = loaders.find() ? Integer.parseInt(loaders.group(1)) : 0;
    int bundles =
        (int)
            gateway
                .ask("gateway:bundles")
                .output()
                .lines()
                .filter(line -> line.matches("[0-9]+ .*"))
                .count();
    return new Leaks(gateway.threads(), gateway.descriptors(), count, bundles);
  }

  private static String jcmd(GatewayProcess gateway, String command) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(gateway.pid()), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
