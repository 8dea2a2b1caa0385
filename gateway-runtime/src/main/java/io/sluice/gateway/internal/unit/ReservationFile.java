package io.sluice.gateway.internal.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The registrations of one logical unit in a file: a line for each registrant, and a checksum. It
 * is replaced as a whole, never changed, so it holds either what was or what is.
 */
public final class ReservationFile implements ReservationStore {
  private static final String MAGIC = "sluice persistent reservations 1";
  private static final long LONGEST = 1 << 20;

  private final Path file;

  /** Its folder is made when there is something to keep. */
  public ReservationFile(Path file) {
    this.file = file;
  }

  @Override
  public boolean canKeep() {
    return true;
  }

  @Override
  public KeptReservations load() throws IOException {
    if (!Files.exists(file)) {
      return KeptReservations.NONE;
    }
    if (Files.size(file) > LONGEST) {
      throw damaged("it is too long");
    }
    String text = Files.readString(file, UTF_8);
    int end = text.lastIndexOf("crc32c ");
    if (end < 0 || !text.substring(end).equals(checksum(text.substring(0, end)) + "\n")) {
      throw damaged("its checksum is wrong");
    }
    return parse(text.substring(0, end).lines().toList());
  }

  private KeptReservations parse(List<String> lines) throws IOException {
    try {
      if (!lines.get(0).equals(MAGIC)) {
        throw damaged("it is of another format");
      }
      List<KeptReservations.Entry> entries = new ArrayList<>();
      for (String line : lines.subList(2, lines.size())) {
        String[] fields = line.split("\t", -1);
        entries.add(
            new KeptReservations.Entry(
                decode(fields[0]),
                decode(fields[1]),
                HexFormat.fromHexDigitsToLong(fields[2]),
                fields[3].equals("holder")));
      }
      return new KeptReservations(entries, Integer.parseInt(lines.get(1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(e.toString());
    }
  }

  private IOException damaged(String why) {
    return new IOException(
        "%s is damaged (%s): put it back as it was or, when no initiator relies on a reservation,"
                .formatted(file, why)
            + " delete it");
  }

  @Override
  public void save(KeptReservations reservations) throws IOException {
    if (reservations.entries().isEmpty()) {
      if (Files.deleteIfExists(file)) {
        keepNames();
      }
      return;
    }
    StringBuilder text = new StringBuilder(MAGIC).append('\n').append(reservations.type());
    text.append('\n');
    for (KeptReservations.Entry entry : reservations.entries()) {
      text.append(encode(entry.initiatorPort())).append('\t');
      text.append(encode(entry.targetPort())).append('\t');
      text.append(HexFormat.of().toHexDigits(entry.key())).append('\t');
      text.append(entry.holder() ? "holder" : "").append('\n');
    }
    write(text + checksum(text.toString()) + "\n");
  }

  private void write(String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path next = folder.resolve(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    keepNames();
  }

  private void keepNames() throws IOException {
    try (FileChannel channel = FileChannel.open(file.toAbsolutePath().getParent())) {
      channel.force(true);
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return "crc32c " + HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static String encode(String name) {
    return HexFormat.of().formatHex(name.getBytes(UTF_8));
  }

  private static String decode(String hex) {
    return new String(HexFormat.of().parseHex(hex), UTF_8);
  }
}
