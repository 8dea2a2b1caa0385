package io.sluice.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * By which rules version 0.1.0 reads what a gateway keeps, written down from its classes StateFile,
 * SwapHistory, ReservationFile, LunNumbersFile and GatewayId.
 */
final class ReaderOf010 {
  private static final String CHECKSUM = "crc32c ";

  private final Path base;

  ReaderOf010(Path base) {
    this.base = base;
  }

  /** What it would not read. */
  List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    String id = Files.readString(base.resolve("etc/gateway-id")).strip();
    if (!id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      problems.add("gateway-id: " + id);
    }
    check("swaps", "sluice swaps 1", "([^\t]*\t){8}.*", problems);
    check(
        "reservations", "sluice persistent reservations 1", "[0-9]+|([0-9a-f]*\t){3}.*", problems);
    lunNumbers("");
    return problems;
  }

  private void check(String folder, String kind, String line, List<String> problems)
      throws IOException {
    try (Stream<Path> files = Files.list(base.resolve("var").resolve(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String text = Files.readString(file);
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0 || !text.substring(end).equals(checksum(text.substring(0, end)))) {
          problems.add(file + ": its checksum is wrong");
          continue;
        }
        List<String> lines = text.substring(0, end).lines().toList();
        if (!lines.get(0).equals(kind)) {
          problems.add(file + ": holds " + lines.get(0));
        }
        lines.stream()
            .skip(1)
            .filter(each -> !each.matches(line))
            .forEach(each -> problems.add(file + ": " + each));
      }
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return CHECKSUM + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
  }

  /** The numbers of a target's disks. */
  Map<String, Integer> lunNumbers(String target) throws IOException {
    String text = Files.readString(base.resolve("var/iscsi-lun-numbers.properties"));
    int end = text.lastIndexOf("# " + CHECKSUM);
    if (!text.startsWith("# LUN numbers by target and disk; made by the gateway\n")
        || end < 0
        || !text.substring(end).equals("# " + checksum(text.substring(0, end)))) {
      throw new IOException("its checksum is wrong");
    }
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, Integer> numbers = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      int number = Integer.parseInt(properties.getProperty(key));
      if (number < 0 || number > 255) {
        throw new IOException(key + " has no number from 0 to 255");
      }
      if (key.startsWith("iqn.2026-11.io.sluice:" + target + " ")) {
        numbers.put(key.substring(key.indexOf(' ') + 1), number);
      }
    }
    return numbers;
  }
}
