package io.sluice.backend.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.CheckedStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.LaterStore;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Runs commands against an array and says what came of it. */
final class CommandTester {
  static final Capabilities ALL = ArrayStore.allCapabilities(512);
  static final Capabilities READ_ONLY = Capabilities.builder().readOnly(true).build();

  private CommandTester() {}

  static ArrayStore store(int blocks, int blockSize, Capabilities capabilities) {
    return new ArrayStore(new Geometry(blocks, blockSize, blockSize), capabilities);
  }

  static VolumeInfo info(long blocks, int blockSize, int physical, Capabilities capabilities) {
    return new VolumeInfo(new Geometry(blocks, blockSize, physical), capabilities, "test");
  }

  /** Through the table, as a handler does, also as from a store that answers later. */
  static ScsiResponse run(TestCmd cmd, ArrayStore store) throws IOException {
    StoreCommand command = CommandTable.DISK.find(cmd.cdb());
    assertNotNull(command, cmd::toString);
    TestCmd later = runLater(cmd.again(), store);
    List<String> violations = new ArrayList<>();
    ScsiResponse response = command.respond(cmd, CheckedStore.of(store, violations::add));
    cmd.complete(response);
    assertEquals(List.of(), violations);
    if (later != null) {
      assertEquals(response, later.response(), "from a store that answers later");
    }
    return response;
  }

  /** Null where it can't be answered later. */
  private static TestCmd runLater(TestCmd cmd, ArrayStore store) {
    List<String> violations = new ArrayList<>();
    BlockStore copy = CheckedStore.of(store.copy(), violations::add);
    LaterStore later = new LaterStore(copy, Runnable::run);
    if (!new CommandExclusion(CommandTable.DISK).begin(cmd, later)) {
      return null;
    }
    assertEquals(1, cmd.responses().size());
    assertEquals(List.of(), violations);
    return cmd;
  }

  static void assertSense(SenseKey key, AdditionalSense additional, ScsiResponse response) {
    assertEquals(ScsiStatus.CHECK_CONDITION, response.status());
    assertEquals(key, response.sense().key());
    assertEquals(additional, response.sense().additional());
  }

  static void assertIllegal(AdditionalSense additional, ScsiResponse response) {
    assertSense(SenseKey.ILLEGAL_REQUEST, additional, response);
  }

  static void assertInvalidFieldInCdb(int at, int bit, ScsiResponse response) {
    assertEquals(ScsiResponse.invalidFieldInCdb(at, bit), response);
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
