package io.sluice.gateway.internal.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.internal.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The registrations of one logical unit in a file: a line for each registrant. The last field, the
 * authenticated name, came later: 0.1.0 reads past it, and what it wrote has none.
 */
public final class ReservationFile implements ReservationStore {
  private static final String KIND = "sluice persistent reservations 1";

  private final StateFile file;

  /** Its folder is made when there is something to keep. */
  public ReservationFile(Path file) {
    this.file = new StateFile(file, KIND);
  }

  @Override
  public boolean canKeep() {
    return true;
  }

  @Override
  public KeptReservations load() throws IOException {
    List<String> lines;
    try {
      lines = file.read();
    } catch (IOException e) {
      throw unusable(e.getMessage());
    }
    return lines.isEmpty() ? KeptReservations.NONE : parse(lines);
  }

  private KeptReservations parse(List<String> lines) throws IOException {
    try {
      List<KeptReservations.Entry> entries = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split("\t", -1);
        entries.add(
            new KeptReservations.Entry(
                decode(fields[0]),
                decode(fields[1]),
                fields.length > 4 ? decode(fields[4]) : "",
                HexFormat.fromHexDigitsToLong(fields[2]),
                fields[3].equals("holder")));
      }
      return new KeptReservations(entries, Integer.parseInt(lines.get(0)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw unusable(file + " is damaged: " + e);
    }
  }

  private static IOException unusable(String why) {
    return new IOException(
        why + ": put it back as it was or, when no initiator relies on a reservation, delete it");
  }

  @Override
  public void save(KeptReservations reservations) throws IOException {
    if (reservations.entries().isEmpty()) {
      file.delete();
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(Integer.toString(reservations.type()));
    for (KeptReservations.Entry entry : reservations.entries()) {
      String line =
          String.join(
              "\t",
              encode(entry.initiatorPort()),
              encode(entry.targetPort()),
              HexFormat.of().toHexDigits(entry.key()),
              entry.holder() ? "holder" : "");
      String as = entry.authenticated();
      lines.add(as.isEmpty() ? line : line + "\t" + encode(as));
    }
    file.write(lines);
  }

  private static String encode(String name) {
    return HexFormat.of().formatHex(name.getBytes(UTF_8));
  }

  private static String decode(String hex) {
    return new String(HexFormat.of().parseHex(hex), UTF_8);
  }
}
