package io.sluice.launcher;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where a gateway runs. It is kept beside the gateway's id, and copied with it, so that a copy sees
 * that it is one.
 *
 * @param machine tells machines apart; empty where this one has no id. A digest, since the id
 *     itself is not to be given away (machine-id(5))
 * @param base the gateway's folder, without links
 */
record GatewayPlace(Optional<String> machine, Path base) {
  private static final String MACHINE_ID = "/etc/machine-id";
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final String NONE = "0".repeat(32);
  private static final int DIGEST_BYTES = 16;
  private static final int LONGEST = 64 << 10;

  private static final String MACHINE = "machine";
  private static final String PATH = "path";

  /** Where the gateway of this folder would run, on this machine. */
  static GatewayPlace here(Places places, Machine machine) throws IOException {
    Optional<String> id =
        machine.lines(MACHINE_ID).stream()
            .findFirst()
            .filter(line -> FORM.matcher(line).matches() && !line.equals(NONE))
            .map(GatewayPlace::digest);
    return new GatewayPlace(id, places.base().toRealPath());
  }

  private static String digest(String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("sluice ".getBytes(StandardCharsets.UTF_8));
      byte[] digest = sha256.digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The place that was kept; empty where none was, as by version 0.1.0, or what there is is none.
   */
  static Optional<GatewayPlace> kept(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(BoundedFile.of(file, LONGEST).readText()));
      String path = properties.getProperty(PATH, "");
      return path.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new GatewayPlace(
                  Optional.ofNullable(properties.getProperty(MACHINE)), Path.of(path)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As {@link #kept} reads it. */
  String text() {
    StringBuilder text =
        new StringBuilder(
            "# Where this gateway runs, so that a copy of it sees that it is one; made by the"
                + " gateway\n");
    machine.ifPresent(id -> text.append(MACHINE).append(" = ").append(id).append('\n'));
    String path = base.toString().replace("\\", "\\\\");
    return text.append(PATH).append(" = ").append(escapedEnds(path)).append('\n').toString();
  }

  /** What would end the line, or be taken for the space around the value (java.util.Properties). */
  private static String escapedEnds(String path) {
    return path.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t").replace("\f", "\\f");
  }
}
