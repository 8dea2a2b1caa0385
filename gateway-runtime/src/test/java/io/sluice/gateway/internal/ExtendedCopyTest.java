package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.internal.CopyBench.CopyList;
import io.sluice.gateway.internal.CopyBench.Disk;
import io.sluice.gateway.internal.CopyBench.Initiator;
import io.sluice.gateway.internal.CopyBench.Sent;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExtendedCopyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BLOCKS = 8192;

  private final CopyBench bench = new CopyBench();
  private final Disk a = bench.disk("a", BLOCKS, 512);
  private final Disk b = bench.disk("b", BLOCKS, 512);
  private final Initiator initiator = bench.initiator("one", a, b);

  @AfterEach
  void close() {
    bench.close();
  }

  private static byte[] fill(Disk disk, long seed) throws IOException {
    byte[] content = new byte[disk.store().content().length];
    new Random(seed).nextBytes(content);
    disk.store().write(0, Segments.of(content), 0);
    return content;
  }

  private static byte[] part(byte[] content, int block, int blocks) {
    return Arrays.copyOfRange(content, block * 512, (block + blocks) * 512);
  }

  private static void assertAborted(AdditionalSense additional, int at, ScsiResponse response) {
    assertEquals(ScsiStatus.CHECK_CONDITION, response.status());
    assertEquals(SenseKey.COPY_ABORTED, response.sense().key());
    assertEquals(additional, response.sense().additional());
    assertEquals(at, response.sense().senseKeySpecific() & 0xFFFF);
  }

  private static void assertIllegal(AdditionalSense additional, ScsiResponse response) {
    assertEquals(ScsiStatus.CHECK_CONDITION, response.status());
    assertEquals(SenseKey.ILLEGAL_REQUEST, response.sense().key());
    assertEquals(additional, response.sense().additional());
  }

  private CopyList between() {
    return new CopyList().cscd(a).cscd(b);
  }

  private static TestCmd results(int action, int listId) {
    return TestCmd.of(0x84, action, listId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0).withDataIn(256);
  }

  @Test
  void shouldCopyFromOneUnitToAnother() throws Exception {
    byte[] content = fill(a, 1);
    byte[] before = fill(b, 2);
    // more than one step, from odd places
    TestCmd copy = between().segment(0, 1, 5000, 3, 1001).segment(0, 1, 1, 8191, 0).command();
    assertEquals(ScsiResponse.good(), initiator.send(a, copy));
    byte[] after = b.store().content();
    assertArrayEquals(part(content, 3, 5000), part(after, 1001, 5000));
    assertArrayEquals(part(content, 8191, 1), part(after, 0, 1));
    assertArrayEquals(part(before, 1, 1000), part(after, 1, 1000));
    assertArrayEquals(part(before, 6001, 2191), part(after, 6001, 2191));
    assertArrayEquals(content, a.store().content());
  }

  @Test
  void shouldCopyWhicheverUnitIsAsked() throws Exception {
    byte[] content = fill(b, 3);
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(1, 0, 16, 0, 0).command()));
    assertArrayEquals(part(content, 0, 16), part(a.store().content(), 0, 16));
  }

  @Test
  void shouldCopyWithinTheUnitThatIsAsked() throws Exception {
    byte[] content = fill(a, 4);
    assertEquals(
        ScsiResponse.good(),
        initiator.send(a, new CopyList().segment(0xFFFF, 0xFFFF, 100, 0, 200).command()));
    assertArrayEquals(part(content, 0, 100), part(a.store().content(), 200, 100));
  }

  @Test
  void shouldCopyRangesThatOverlapAsIfAllWereReadFirst() throws Exception {
    byte[] content = fill(a, 5);
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(0, 0, 6000, 0, 100).command()));
    assertArrayEquals(part(content, 0, 6000), part(a.store().content(), 100, 6000));
    content = a.store().content();
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(0, 0, 6000, 100, 7).command()));
    assertArrayEquals(part(content, 100, 6000), part(a.store().content(), 7, 6000));
  }

  @Test
  void shouldCopyBetweenBlocksOfDifferentSize() throws Exception {
    Disk large = bench.disk("large", 64, 4096);
    Initiator sees = bench.initiator("two", a, large);
    byte[] content = fill(a, 6);
    CopyList list = new CopyList().cscd(a).cscd(large);
    assertEquals(ScsiResponse.good(), sees.send(a, list.segment(0, 1, 16, 8, 3).command()));
    assertArrayEquals(
        part(content, 8, 16), Arrays.copyOfRange(large.store().content(), 3 * 4096, 5 * 4096));
    assertAborted(
        AdditionalSense.UNEXPECTED_INEXACT_SEGMENT,
        16 + 64 + 10,
        sees.send(a, new CopyList().cscd(a).cscd(large).segment(0, 1, 7, 0, 0).command()));
  }

  @Test
  void shouldCopyNothingWhenThereIsNothingToDo() {
    assertEquals(ScsiResponse.good(), initiator.send(a, CopyBench.copy()));
    assertEquals(ScsiResponse.good(), initiator.send(a, between().command()));
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(0, 1, 0, 0, 0).command()));
  }

  /** The hole of CVE-2021-3139: whoever knows a name must not get at what has it. */
  @Test
  void shouldNotReachAUnitThatTheInitiatorDoesNotSee() throws Exception {
    Disk hidden = bench.disk("hidden", BLOCKS, 512);
    byte[] secret = fill(hidden, 7);
    byte[] mine = fill(a, 8);
    CopyList steal = new CopyList().cscd(a).cscd(hidden).segment(1, 0, 16, 0, 0);
    assertAborted(
        AdditionalSense.UNREACHABLE_COPY_TARGET, 16 + 32, initiator.send(a, steal.command()));
    CopyList spoil = new CopyList().cscd(a).cscd(hidden).segment(0, 1, 16, 0, 0);
    assertAborted(
        AdditionalSense.UNREACHABLE_COPY_TARGET, 16 + 32, initiator.send(a, spoil.command()));
    assertArrayEquals(secret, hidden.store().content());
    assertArrayEquals(mine, a.store().content());
  }

  @Test
  void shouldSeeNoOtherUnitWhereTheTransportTellsNone() throws Exception {
    fill(b, 9);
    Lun lun = a.lun;
    assertTrue(
        ((LunNexus) lun.attach("lonely", "target")).peer(unit -> true) == null,
        "sees only its own");
  }

  @Test
  void shouldStopWhenTheNexusWithTheOtherUnitIsGone() {
    initiator.nexus(b).close();
    assertAborted(
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        16 + 32,
        initiator.send(a, between().segment(0, 1, 16, 0, 0).command()));
  }

  @Test
  void shouldRespectReservationsOnEitherUnit() throws Exception {
    Initiator other = bench.initiator("other", a, b);
    byte[] before = fill(b, 10);
    reserve(other, b, 1); // WRITE EXCLUSIVE
    assertAborted(
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        16 + 32,
        initiator.send(a, between().segment(0, 1, 16, 0, 0).command()));
    assertArrayEquals(before, b.store().content());
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(1, 0, 16, 0, 0).command()));
    assertEquals(ScsiResponse.good(), other.send(a, between().segment(0, 1, 16, 0, 0).command()));
    reserve(other, a, 1);
    assertEquals(
        ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT),
        initiator.send(a, between().segment(1, 0, 16, 0, 0).command()));
  }

  private static void reserve(Initiator by, Disk disk, int type) {
    byte[] register = new byte[24];
    register[15] = 5;
    byte[] reserve = new byte[24];
    reserve[7] = 5;
    assertEquals(
        ScsiResponse.good(),
        by.send(disk, TestCmd.of(0x5F, 0, 0, 0, 0, 0, 0, 0, 24, 0).withDataOut(register)));
    assertEquals(
        ScsiResponse.good(),
        by.send(disk, TestCmd.of(0x5F, 1, type, 0, 0, 0, 0, 0, 24, 0).withDataOut(reserve)));
  }

  @Test
  void shouldNotWriteToWhatIsReadOnly() {
    Disk readOnly = bench.disk("ro", 64, 512, Capabilities.builder().readOnly(true).build());
    Initiator sees = bench.initiator("two", a, readOnly);
    CopyList list = new CopyList().cscd(a).cscd(readOnly);
    assertAborted(
        AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
        16 + 32,
        sees.send(a, list.segment(0, 1, 16, 0, 0).command()));
  }

  @Test
  void shouldLeaveUnitAttentionsToTheInitiator() {
    b.lun.reset(AdditionalSense.BUS_DEVICE_RESET);
    assertEquals(
        ScsiResponse.good(), initiator.send(a, between().segment(0, 1, 16, 0, 0).command()));
    assertEquals(
        AdditionalSense.BUS_DEVICE_RESET,
        initiator.send(b, Commands.testUnitReady()).sense().additional());
  }

  @Test
  void shouldGoOnWhenAUnitThatWasAwayIsBack() throws Exception {
    byte[] content = fill(a, 11);
    b.goOffline();
    Sent copy = initiator.begin(a, between().segment(0, 1, 5000, 0, 0).command());
    await().atMost(PATIENCE).until(() -> b.lun.path().hold().size() == 1);
    b.comeBack();
    assertEquals(ScsiResponse.good(), copy.response());
    assertArrayEquals(part(content, 0, 5000), part(b.store().content(), 0, 5000));
  }

  @Test
  void shouldFinishCopiesThatCrossWhileBothUnitsAreAway() throws Exception {
    byte[] ofA = fill(a, 12);
    byte[] ofB = fill(b, 13);
    a.goOffline();
    b.goOffline();
    Sent there = initiator.begin(a, between().segment(0, 1, 4000, 0, 4096).command());
    Sent back = initiator.begin(b, between().segment(1, 0, 4000, 0, 4096).command());
    b.comeBack();
    a.comeBack();
    assertEquals(ScsiResponse.good(), there.response());
    assertEquals(ScsiResponse.good(), back.response());
    assertArrayEquals(part(ofA, 0, 4000), part(b.store().content(), 4096, 4000));
    assertArrayEquals(part(ofB, 0, 4000), part(a.store().content(), 4096, 4000));
  }

  @Test
  void shouldGiveUpWhenItIsAborted() {
    b.goOffline();
    Sent copy = initiator.begin(a, between().segment(0, 1, 16, 0, 0).command());
    await().atMost(PATIENCE).until(() -> b.lun.path().hold().size() == 1);
    copy.abort();
    assertEquals(ScsiResponse.status(ScsiStatus.TASK_ABORTED), copy.response());
    assertEquals(0, b.lun.path().hold().size());
  }

  @Test
  void shouldTakeSoManyAtOnceAndNoMore() {
    b.goOffline();
    for (int i = 0; i < 4; i++) {
      initiator.begin(a, between().id(i, 0).segment(0, 1, 16, 0, 0).command());
    }
    assertEquals(
        ScsiResponse.status(ScsiStatus.BUSY),
        initiator.send(a, between().id(9, 0).segment(0, 1, 16, 0, 0).command()));
    b.comeBack();
  }

  @Test
  void shouldTellTheStatusOnce() {
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_CDB, initiator.send(a, results(0, 1)));
    initiator.send(a, between().segment(0, 1, 16, 0, 0).segment(0, 1, 4, 0, 0).command());
    Sent status = initiator.begin(a, results(0, 1));
    ByteBuffer data = ByteBuffer.wrap(status.received());
    assertEquals(12, data.capacity());
    assertEquals(8, data.getInt(0));
    assertEquals(1, data.get(4), "completed without errors");
    assertEquals(2, data.getShort(5), "segments");
    assertEquals(20 * 512, data.getInt(8), "bytes");
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_CDB, initiator.send(a, results(0, 1)));
  }

  @Test
  void shouldTellTheStatusOfACopyUnderWay() {
    b.goOffline();
    Sent copy = initiator.begin(a, between().id(7, 2).segment(0, 1, 16, 0, 0).command());
    assertEquals(0, initiator.begin(a, results(0, 7)).received()[4], "in progress");
    assertIllegal(
        AdditionalSense.OPERATION_IN_PROGRESS,
        initiator.send(a, between().id(7, 0).segment(0, 1, 16, 0, 0).command()));
    b.comeBack();
    assertEquals(ScsiResponse.good(), copy.response());
    assertEquals(1, initiator.begin(a, results(0, 7)).received()[4]);
  }

  @Test
  void shouldTellNobodyElse() {
    Initiator other = bench.initiator("other", a, b);
    initiator.send(a, between().segment(0, 1, 16, 0, 0).command());
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_CDB, other.send(a, results(0, 1)));
  }

  @Test
  void shouldTellWhatFailed() {
    initiator.send(a, between().segment(0, 1, 4, 0, 0).segment(0, 1, 2, 0, 8191).command());
    assertEquals(2, initiator.begin(a, results(0, 1)).received()[4], "with errors");
    byte[] details = initiator.begin(a, results(4, 1)).received();
    assertEquals(60 + 18, details.length);
    assertEquals(2, details[56], "CHECK CONDITION");
    assertEquals(SenseKey.COPY_ABORTED.code(), details[60 + 2]);
    assertEquals(1, details[60 + 11], "the second segment");
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_CDB, initiator.send(a, results(4, 1)));
  }

  @Test
  void shouldTellItsLimits() {
    ByteBuffer data = ByteBuffer.wrap(initiator.begin(a, results(3, 0)).received());
    assertEquals(data.capacity() - 4, data.getInt(0));
    assertEquals(16, data.getShort(8), "CSCD descriptors");
    assertEquals(64, data.getShort(10), "segment descriptors");
    assertEquals(16 * 32 + 64 * 28, data.getInt(12), "descriptor list length");
    assertEquals(4, data.get(36), "concurrent copies");
    assertEquals(0x02, data.get(44));
    assertEquals((byte) 0xE4, data.get(45));
  }

  @Test
  void shouldTellInVitalProductDataThatItCopies() {
    TestCmd standard = TestCmd.of(0x12, 0, 0, 0, 96, 0).withDataIn(96);
    assertEquals(0x08, initiator.begin(a, standard).received()[5] & 0x08, "3PC");
    TestCmd page = TestCmd.of(0x12, 1, 0x8F, 1, 0, 0).withDataIn(256);
    byte[] data = initiator.begin(a, page).received();
    assertEquals((byte) 0x8F, data[1]);
    assertEquals(data.length - 4, ByteBuffer.wrap(data).getShort(2));
    TestCmd pages = TestCmd.of(0x12, 1, 0, 0, 96, 0).withDataIn(96);
    byte[] codes = initiator.begin(a, pages).received();
    assertArrayEquals(
        new byte[] {
          0,
          (byte) 0x80,
          (byte) 0x83,
          (byte) 0x86,
          (byte) 0x8F,
          (byte) 0xB0,
          (byte) 0xB1,
          (byte) 0xB2
        },
        Arrays.copyOfRange(codes, 4, codes.length));
  }

  @Test
  void shouldRefuseWhatItDoesNotKnowBeforeAnythingIsCopied() throws Exception {
    byte[] before = b.store().content();
    byte[] fibreChannel = new byte[32];
    fibreChannel[0] = (byte) 0xE0;
    assertIllegal(
        AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE,
        initiator.send(a, between().cscd(fibreChannel).segment(0, 1, 16, 0, 0).command()));
    byte[] stream = {3, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertIllegal(
        AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE,
        initiator.send(a, between().segment(0, 1, 16, 0, 0).segment(stream).command()));
    CopyList many = new CopyList();
    for (int i = 0; i <= 16; i++) {
      many.cscd(a);
    }
    assertIllegal(
        AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS,
        initiator.send(a, many.segment(0, 0, 1, 0, 0).command()));
    CopyList endless = between();
    for (int i = 0; i <= 64; i++) {
      endless.segment(0, 1, 1, 0, 0);
    }
    assertIllegal(
        AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS, initiator.send(a, endless.command()));
    assertArrayEquals(before, b.store().content());
  }

  @Test
  void shouldRefuseAListThatIsCutShort() {
    byte[] whole = between().segment(0, 1, 16, 0, 0).bytes();
    for (int length = 1; length < whole.length; length++) {
      assertIllegal(
          AdditionalSense.PARAMETER_LIST_LENGTH_ERROR,
          initiator.send(a, CopyBench.copy(Arrays.copyOf(whole, length))));
    }
  }

  @Test
  void shouldRefuseListIdentifiersThatAreMisused() {
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        initiator.send(a, between().id(1, 1).segment(0, 1, 1, 0, 0).command()));
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        initiator.send(a, between().id(1, 3).segment(0, 1, 1, 0, 0).command()));
    assertEquals(
        ScsiResponse.good(),
        initiator.send(a, between().id(0, 3).segment(0, 1, 1, 0, 0).command()));
  }

  @Test
  void shouldPointAtWhatIsWrongInASegment() {
    assertAborted(
        AdditionalSense.UNREACHABLE_COPY_TARGET,
        80 + 6,
        initiator.send(a, between().segment(0, 2, 1, 0, 0).command()));
    assertAborted(
        AdditionalSense.NONE,
        80 + 12,
        initiator.send(a, between().segment(0, 1, 2, BLOCKS - 1, 0).command()));
    assertAborted(
        AdditionalSense.NONE,
        80 + 20,
        initiator.send(a, between().segment(0, 1, 1, 0, -1).command()));
  }

  /** Whatever comes, it is answered once, and nothing but the two units is touched. */
  @Test
  void shouldAnswerAnyParameterList() {
    Disk hidden = bench.disk("hidden", 64, 512);
    byte[] good =
        new CopyList()
            .cscd(a)
            .cscd(b)
            .cscd(hidden)
            .segment(0, 1, 16, 0, 0)
            .segment(1, 0, 3, 5, 9)
            .bytes();
    Random random = new Random(14);
    for (int i = 0; i < 3000; i++) {
      byte[] list = Arrays.copyOf(good, random.nextInt(6) == 0 ? random.nextInt(200) : good.length);
      for (int n = random.nextInt(4); n > 0 && list.length > 0; n--) {
        list[random.nextInt(list.length)] = (byte) random.nextInt();
      }
      initiator.send(a, CopyBench.copy(list));
    }
    assertArrayEquals(new byte[64 * 512], hidden.store().content());
  }
}
