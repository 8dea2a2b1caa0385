package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.login.AddressGroup;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransferMemoryTest {
  private static final int MIB = 1 << 20;
  private static final int MOST = 128 * MIB;
  private static final int LARGEST = 32 * MIB;
  private static final int GUARANTEED = 64 << 10;

  private final TransferMemory memory = new TransferMemory(MOST);
  private final List<TransferMemory.Claim> granted = new ArrayList<>();

  @BeforeEach
  void divide() {
    memory.divide(LARGEST, 256);
  }

  private TransferMemory.Share share(String address) {
    return memory.open(new AddressGroup(address));
  }

  /** Takes all that it can get, in pieces. */
  private static void takeAll(TransferMemory.Share share) {
    for (int piece = LARGEST; piece >= 4096; piece /= 2) {
      while (share.take(piece)) {
        assertTrue(share.held() < MOST);
      }
    }
  }

  @Test
  void shouldLeaveAsMuchAsASessionTakesForOthers() {
    TransferMemory.Share greedy = share("a");
    takeAll(greedy);
    long common = MOST - LARGEST - MOST / 8;
    assertTrue(greedy.held() <= common / 2 + GUARANTEED, "has " + greedy.held());
    assertTrue(greedy.held() >= common / 3, "a session alone has enough: " + greedy.held());
    assertTrue(share("b").take(8 * MIB));
  }

  @Test
  void shouldLeaveSomeWhateverTheSessionsOfOneAddressTake() {
    for (int i = 0; i < 100; i++) {
      takeAll(share("a"));
    }
    assertTrue(share("b").take(8 * MIB));
  }

  @Test
  void shouldGiveEachSessionWhatIsGuaranteedWhateverOthersHave() {
    for (int i = 0; i < 255; i++) {
      takeAll(share("address " + i));
    }
    assertTrue(share("last").take(GUARANTEED));
  }

  @Test
  void shouldServeWhoWaitsWhenThereIsMemory() {
    TransferMemory.Share one = share("a");
    assertTrue(one.take(32 * MIB));
    one.await(32 * MIB, granted::add); // has the reserve
    one.await(32 * MIB, granted::add);
    assertEquals(1, granted.size());
    one.give(32 * MIB);
    assertEquals(2, granted.size());
  }

  @Test
  void shouldGiveTheReserveToTheOldestOfThoseThatWait() {
    TransferMemory.Share[] shares = {share("a"), share("b"), share("c")};
    List<String> order = new ArrayList<>();
    for (TransferMemory.Share each : shares) {
      takeAll(each);
    }
    TransferMemory.Claim first =
        shares[2].await(
            LARGEST,
            claim -> {
              order.add("c");
              granted.add(claim);
            });
    shares[0].await(LARGEST, claim -> order.add("a"));
    TransferMemory.Claim third = shares[1].await(LARGEST, claim -> order.add("b"));
    assertEquals(List.of("c"), order);
    third.close(); // gives up
    first.close();
    first.close();
    assertEquals(List.of("c", "a"), order);
  }

  @Test
  void shouldNotLetALargeCommandHoldUpWhatIsGuaranteed() {
    TransferMemory.Share one = share("a");
    memory.divide(LARGEST, 256);
    one.await(LARGEST, granted::add);
    one.await(LARGEST, granted::add);
    one.await(LARGEST, granted::add);
    assertTrue(granted.size() < 3);
    assertFalse(one.take(MIB)); // after those that wait
    TransferMemory.Share other = share("b");
    assertTrue(other.take(GUARANTEED));
  }

  /** Each command holds a first part while it waits for the rest, in any order and number. */
  @Property(tries = 200)
  void shouldServeEveryCommandWhenThoseBeforeItEnd(Any any) {
    Random random = any.random();
    TransferMemory all = new TransferMemory(MOST);
    all.divide(LARGEST, 64);
    List<Runnable> under = new ArrayList<>();
    int[] served = {0};
    int asked = 0;
    List<TransferMemory.Share> shares = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      shares.add(all.open(new AddressGroup("address " + i % 5)));
    }
    for (int i = 0; i < 300; i++) {
      TransferMemory.Share share = shares.get(random.nextInt(shares.size()));
      long length = 1L + random.nextInt(LARGEST);
      long first = Math.min(length, random.nextInt(256 << 10));
      if (!share.take(first)) {
        continue;
      }
      asked++;
      share.await(
          length - first,
          claim -> {
            served[0]++;
            under.add(
                () -> {
                  claim.close();
                  share.give(first);
                });
          });
      while (!under.isEmpty() && random.nextInt(4) == 0) {
        under.remove(random.nextInt(under.size())).run();
      }
    }
    while (!under.isEmpty()) {
      under.remove(random.nextInt(under.size())).run();
    }
    assertEquals(asked, served[0]);
    for (TransferMemory.Share share : shares) {
      assertEquals(0, share.held());
    }
  }

  @Test
  @Timeout(60)
  void shouldServeManyThreadsToTheEnd() throws InterruptedException {
    int threads = 8;
    int rounds = 2000;
    CountDownLatch done = new CountDownLatch(threads * rounds);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    ExecutorService enders = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < threads; i++) {
        Random random = new Random(i);
        TransferMemory.Share share = share("address " + i % 3);
        pool.execute(
            () -> {
              for (int round = 0; round < rounds; round++) {
                share.await(
                    1 + random.nextInt(LARGEST),
                    claim ->
                        enders.execute(
                            () -> {
                              claim.close();
                              done.countDown();
                            }));
              }
            });
      }
      assertTrue(done.await(50, TimeUnit.SECONDS), done.getCount() + " were not served");
      TransferMemory.Share last = share("last");
      takeAll(last);
      assertTrue(last.held() > 32 * MIB, "all came back");
    } finally {
      pool.shutdownNow();
      enders.shutdownNow();
    }
  }
}
