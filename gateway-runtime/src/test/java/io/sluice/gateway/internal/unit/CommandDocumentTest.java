package io.sluice.gateway.internal.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.command.CommandKind;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/scsi-commands.md to the tables of commands. To write it anew, run this test with the
 * system property {@code sluice.docs.write} set.
 */
class CommandDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENT = ROOT.resolve("docs/scsi-commands.md");
  private static final String VOLUME_TESTS = "backend-api/src/test/java/io/sluice/backend/command/";
  private static final String UNIT_TESTS =
      "gateway-runtime/src/test/java/io/sluice/gateway/internal/unit/";

  private static final String COPY_TEST =
      "gateway-runtime/src/test/java/io/sluice/gateway/internal/ExtendedCopyTest";

  /** Which test a command has, by the beginning of its name; the first that fits. */
  private static final List<Map.Entry<String, String>> TESTS =
      List.of(
          Map.entry("COMPARE AND WRITE", VOLUME_TESTS + "CompareAndWriteCommandTest"),
          Map.entry("ORWRITE", VOLUME_TESTS + "CompareAndWriteCommandTest"),
          Map.entry("EXTENDED COPY", COPY_TEST),
          Map.entry("RECEIVE COPY", COPY_TEST),
          Map.entry("FORMAT UNIT", VOLUME_TESTS + "WholeMediumCommandsTest"),
          Map.entry("SANITIZE", VOLUME_TESTS + "WholeMediumCommandsTest"),
          Map.entry("INQUIRY", VOLUME_TESTS + "InquiryCommandTest"),
          Map.entry("MODE SE", VOLUME_TESTS + "ModeCommandTest"),
          Map.entry("PERSISTENT RESERVE", UNIT_TESTS + "PersistentReserveTest"),
          Map.entry("PREVENT ALLOW", UNIT_TESTS + "UnitStateTest"),
          Map.entry("RELEASE", UNIT_TESTS + "UnitStateTest"),
          Map.entry("RESERVE", UNIT_TESTS + "UnitStateTest"),
          Map.entry("READ CAPACITY", VOLUME_TESTS + "ReadCapacityCommandTest"),
          Map.entry("READ (", VOLUME_TESTS + "ReadWriteCommandTest"),
          Map.entry("WRITE (", VOLUME_TESTS + "ReadWriteCommandTest"),
          Map.entry("REPORT TARGET PORT GROUPS", UNIT_TESTS + "PersistentReserveTest"),
          Map.entry("REPORT SUPPORTED", VOLUME_TESTS + "ReportSupportedOperationCodesCommandTest"),
          Map.entry("UNMAP", VOLUME_TESTS + "UnmapCommandTest"),
          Map.entry("WRITE ATOMIC", VOLUME_TESTS + "WriteAtomicCommandTest"),
          Map.entry("WRITE SAME", VOLUME_TESTS + "WriteSameCommandTest"),
          Map.entry("", VOLUME_TESTS + "OtherCommandsTest"));

  @Test
  void shouldDocumentEveryCommand() throws IOException {
    String table = document();
    if (System.getProperty("sluice.docs.write") != null) {
      Files.writeString(DOCUMENT, table);
    }
    assertEquals(
        table,
        Files.readString(DOCUMENT),
        "./sluice test gateway-runtime CommandDocumentTest -Dsluice.docs.write=true writes it");
  }

  private static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # SCSI commands

            Every command that a disk of Sluice answers, taken from its command tables. The same
            tables give the answers to REPORT SUPPORTED OPERATION CODES and the check of reserved
            bits. The number in brackets is the service action, in byte 1 of the CDB.

            "Volume": answered from the block store. "Unit": answered by the logical unit itself,
            whatever its handler.

            - Reservations and REPORT TARGET PORT GROUPS exist on a disk with one transport, unless
              that is the kernel's, which keeps its own.
            - PREVENT ALLOW MEDIUM REMOVAL, and ejecting, exist on a disk with `removable = true`.
            - UNMAP and SANITIZE with BLOCK ERASE exist on a volume that can give space back.
            - WRITE ATOMIC (16) exists on a volume where an interrupted write leaves all of the new
              data or none: RAM disks, but not files.
            - A read-only disk has the commands that write, and answers them with WRITE PROTECTED.
            - REPORT LUNS is answered by the transport; REPORT SUPPORTED OPERATION CODES includes
              it.
            - EXTENDED COPY copies blocks (segment descriptor 02h) between the disks that an
              initiator sees through its target, named as in VPD page 83h (CSCD descriptor E4h),
              under that initiator's own reservations. It is refused where the end of a segment does
              not fill a block of the other disk's size.
            - If the file that keeps reservations is damaged, all but INQUIRY and REQUEST SENSE is
              answered with PERSISTENT RESERVATION INFORMATION LOST until the file is restored or
              deleted, or an initiator sends REPLACE LOST RESERVATION.
            - CRYPTOGRAPHIC ERASE is missing: no store has a key to throw away.

            | command | operation code | data | answered by | standard | test |
            |---|---|---|---|---|---|
            """);
    try (UnitTester unit = new UnitTester(true, ReservationStore.NONE)) {
      List<String> lines = new ArrayList<>();
      CommandTable.DISK.rows().forEach(row -> lines.add(line(row, "volume")));
      unit.state.commands().rows().forEach(row -> lines.add(line(row, "unit")));
      lines.stream().sorted().forEach(text::append);
    }
    return text.toString();
  }

  private static String line(CommandRow row, String by) {
    String action = row.hasServiceAction() ? " (%02Xh)".formatted(row.serviceAction()) : "";
    return "| %s | %02Xh%s | %s | %s | %s | %s |\n"
        .formatted(row.name(), row.opcode(), action, data(row), by, row.source(), test(row, by));
  }

  private static String data(CommandRow row) {
    String direction = row.direction().name().toLowerCase(Locale.ROOT);
    return row.kind() == CommandKind.OTHER ? direction : direction + ", blocks";
  }

  private static String test(CommandRow row, String by) {
    String name =
        by.equals("unit") && row.name().startsWith("START STOP")
            ? UNIT_TESTS + "UnitStateTest"
            : TESTS.stream()
                .filter(entry -> row.name().startsWith(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    assertTrue(Files.exists(ROOT.resolve(name + ".java")), name);
    return Stream.of(name.split("/")).reduce((first, second) -> second).orElseThrow();
  }
}
