package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.AdditionalSense;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnmapCommandTest {
  private final ArrayStore store = store(1000, 512, ALL);

  private static TestCmd unmap(byte[] list) {
    return TestCmd.of(0x42, 0, 0, 0, 0, 0, 0, list.length >>> 8, list.length, 0).withDataOut(list);
  }

  private static byte[] list(long... lbasAndBlocks) {
    int length = 8 * lbasAndBlocks.length;
    ByteBuffer list = ByteBuffer.allocate(8 + length);
    list.putShort((short) (6 + length)).putShort((short) length).putInt(0);
    for (int i = 0; i < lbasAndBlocks.length; i += 2) {
      list.putLong(lbasAndBlocks[i]).putInt((int) lbasAndBlocks[i + 1]).putInt(0);
    }
    return list.array();
  }

  @Test
  void shouldDiscardEachRange() throws IOException {
    assertEquals(ScsiResponse.good(), run(unmap(list(5, 10, 900, 100, 7, 0)), store));
    assertEquals(List.of("discard 2560 5120 0", "discard 460800 51200 0"), store.calls());
  }

  @Test
  void shouldDoNothingForAnEmptyList() throws IOException {
    assertEquals(ScsiResponse.good(), run(unmap(new byte[0]), store));
    assertEquals(ScsiResponse.good(), run(unmap(list()), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldIgnoreHalfADescriptor() throws IOException {
    byte[] list = Arrays.copyOf(list(5, 10), 30);
    list[3] = 22;
    assertEquals(ScsiResponse.good(), run(unmap(list), store));
    assertEquals(List.of("discard 2560 5120 0"), store.calls());
  }

  @Test
  void shouldDiscardNothingWhenOneRangeIsWrong() throws IOException {
    for (long[] wrong : new long[][] {{1000, 1}, {999, 2}, {-1, 1}, {Long.MAX_VALUE, 1}, {0, -1}}) {
      assertIllegal(
          AdditionalSense.LBA_OUT_OF_RANGE, run(unmap(list(5, 10, wrong[0], wrong[1])), store));
    }
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldRefuseAListThatEndsEarly() throws IOException {
    byte[] whole = list(5, 10, 20, 10);
    for (int length : new int[] {1, 7, 8, 23, 39}) {
      assertIllegal(
          AdditionalSense.PARAMETER_LIST_LENGTH_ERROR,
          run(unmap(Arrays.copyOf(whole, length)), store));
    }
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldRefuseMoreThanCame() throws IOException {
    TestCmd cmd = TestCmd.of(0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0).withDataOut(new byte[23]);
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT, run(cmd, store));
  }

  @Test
  void shouldRefuseMoreDescriptorsThanItTells() throws IOException {
    assertEquals(ScsiResponse.good(), run(unmap(list(new long[128])), store));
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, run(unmap(list(new long[130])), store));
  }

  @Test
  void shouldRefuseToAnchor() throws IOException {
    assertInvalidFieldInCdb(1, 0, run(TestCmd.of(0x42, 1, 0, 0, 0, 0, 0, 0, 0, 0), store));
  }

  @Test
  void shouldNotBeThereWithoutDiscard() throws IOException {
    ArrayStore plain = store(10, 512, Capabilities.PLAIN);
    assertEquals(ScsiResponse.notHandled(), run(unmap(list(0, 1)), plain));
  }

  @Property
  void shouldTakeAnyRubbish(Any any) throws IOException {
    byte[] rubbish = any.bytes(0, 200);
    ArrayStore fresh = store(1000, 512, ALL);
    run(unmap(rubbish), fresh); // which fails on any call outside of the store
    byte[] header = hex("0000 0000 00000000");
    byte[] list = new byte[header.length + rubbish.length];
    System.arraycopy(rubbish, 0, list, header.length, rubbish.length);
    list[3] = (byte) rubbish.length;
    run(unmap(list), fresh);
  }
}
