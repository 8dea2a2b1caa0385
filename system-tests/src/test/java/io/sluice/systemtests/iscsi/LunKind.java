package io.sluice.systemtests.iscsi;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of logical units that the conformance suites judge. Most meet every suite; some only
 * those that can come to something else there than on another kind.
 */
enum LunKind {
  /** With a physical block of several logical ones. */
  FILE_THIN_512("file", "size = 512M\ncreate = true", ""),
  FILE_THIN_4096("file", "size = 64M\ncreate = true\nblockSize = 4096", ""),
  MEMORY_512("memory", "size = 64M", ""),
  MEMORY_4096("memory", "size = 64M\nblockSize = 4096", ""),

  /** Without a second path. Only what knows of space, and what is different without a path. */
  FILE_FULL_512(
      "file",
      "size = 512M\ncreate = true\ndiscard = off",
      "",
      false,
      "CompareAndWrite",
      "GetLBAStatus",
      "Inquiry",
      "Mandatory",
      "MultipathIO",
      "ReadCapacity16",
      "ReportSupportedOpcodes",
      "Sanitize",
      "Unmap",
      "WriteSame10",
      "WriteSame16"),

  /**
   * Without a second path, on which PreventAllow.2ITNexuses would meet the unit attention that the
   * loads of the tests before it have raised there, and would take it for the answer.
   */
  REMOVABLE("file", "size = 512M\ncreate = true", "removable = true", false),

  /** Only what does not ask for a successful write. */
  READ_ONLY(
      "file",
      "readOnly = true",
      "",
      true,
      "GetLBAStatus",
      "Inquiry",
      "Mandatory",
      "ModeSense6",
      "Prefetch10",
      "Prefetch16",
      "Read10",
      "Read12",
      "Read16",
      "Read6",
      "ReadCapacity10",
      "ReadCapacity16",
      "ReadDefectData10",
      "ReadDefectData12",
      "ReadOnly",
      "ReportSupportedOpcodes",
      "Reserve6",
      "TestUnitReady",
      "Verify10",
      "Verify12",
      "Verify16");

  private static final int READ_ONLY_BYTES = 64 << 20;

  private final String backend;
  private final String backendKeys;
  private final String lunKeys;
  private final boolean twoPaths;
  private final String suites;

  /** With two paths, for every suite. */
  LunKind(String backend, String backendKeys, String lunKeys) {
    this(backend, backendKeys, lunKeys, true);
  }

  /**
   * @param suites that judge it; none for every suite
   */
  LunKind(String backend, String backendKeys, String lunKeys, boolean twoPaths, String... suites) {
    this.backend = backend;
    this.backendKeys = backendKeys;
    this.lunKeys = lunKeys;
    this.twoPaths = twoPaths;
    this.suites = String.join(" ", suites);
  }

  boolean meets(String suite) {
    // the tool writes with blocks of 512 bytes there, whatever the disk has: iscsi-support.c,
    // verify_write_works()
    if (suite.equals("ProutReserve") && backendKeys.contains("blockSize = 4096")) {
      return false;
    }
    return suites.isEmpty() || List.of(suites.split(" ", -1)).contains(suite);
  }

  void configure(IscsiGateway gateway) throws IOException {
    String keys = backendKeys;
    if (backend.equals("file")) {
      Path image = gateway.base().resolve(diskName() + ".img");
      keys = "path = " + image + "\n" + keys;
      if (this == READ_ONLY) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(READ_ONLY_BYTES);
        }
      }
    }
    gateway.configure(diskName(), backend, keys, lunKeys, "allowColdReset = true");
  }

  List<String> urls(IscsiGateway gateway) {
    String first = gateway.url(diskName());
    return twoPaths ? List.of(first, gateway.secondUrl(diskName())) : List.of(first);
  }

  private String diskName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
