package io.sluice.iscsi.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.access.AddressGroup;
import org.junit.jupiter.api.Test;

class HeldMemoryTest {
  private static final int MOST = 4 << 20;

  private final HeldMemory memory = new HeldMemory(MOST);

  private HeldMemory.Account account(String address) {
    return memory.open(new AddressGroup(address));
  }

  @Test
  void shouldBoundWhatWaitsForOneConnection() {
    HeldMemory.Account one = account("a");
    assertTrue(one.tryAdd(HeldMemory.MOST_OF_CONNECTION));
    assertFalse(one.tryAdd(1));
    assertFalse(one.mayGrow());
    one.remove(1);
    assertTrue(one.mayGrow());
  }

  @Test
  void shouldBoundWhatThoseOfOneAddressMakeUsHold() {
    int count = 0;
    while (account("a").fix(100 << 10)) {
      count++;
    }
    assertTrue(count * (100L << 10) <= MOST / 4 * 3);
    assertTrue(account("b").fix(100 << 10));
  }

  @Test
  void shouldBoundWhatAllMakeUsHold() {
    for (int i = 0; memory.held() + (200 << 10) <= MOST / 2; i++) {
      assertTrue(account("address " + i).tryAdd(200 << 10));
    }
    assertFalse(account("new").tryAdd(200 << 10));
    for (int i = 0; memory.held() + (200 << 10) <= MOST; i++) {
      assertTrue(account("newer " + i).fix(200 << 10)); // whatever waits
    }
    assertFalse(account("newest").fix(200 << 10));
    assertTrue(memory.held() <= MOST);
  }

  @Test
  void shouldLeaveALittleToEachConnectionWhateverOthersHold() {
    for (int i = 0; i < 100; i++) {
      account("address " + i).add(200 << 10);
    }
    HeldMemory.Account quiet = account("quiet");
    assertTrue(quiet.mayGrow());
    assertTrue(quiet.tryAdd(HeldMemory.FREE));
    assertFalse(quiet.tryAdd(1));
    assertFalse(quiet.mayGrow());
  }

  @Test
  void shouldForgetWhatAConnectionHeldWhenItIsGone() {
    HeldMemory.Account one = account("a");
    assertTrue(one.fix(1000));
    one.add(500);
    one.remove(500);
    one.close();
    one.close();
    assertEquals(0, memory.held());
  }
}
