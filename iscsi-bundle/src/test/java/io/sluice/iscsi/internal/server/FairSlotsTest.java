package io.sluice.iscsi.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.iscsi.internal.login.RecentLogins;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairSlotsTest {
  private final RecentLogins recent = new RecentLogins(() -> 0);
  private final FairSlots<Guest> slots = new FairSlots<>(8, Guest::from, recent);

  private static final class Guest {
    private final String address;

    Guest(String address) {
      this.address = address;
    }

    InetAddress from() {
      try {
        return InetAddress.getByName(address);
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }
  }

  private List<Guest> fill(String... addresses) {
    List<Guest> guests = new ArrayList<>();
    for (String address : addresses) {
      Guest guest = new Guest(address);
      guests.add(guest);
      assertEquals(Optional.empty(), slots.admit(guest));
    }
    return guests;
  }

  @Test
  void shouldHaveTheOldestOfTheAddressThatHasMostGiveWay() {
    List<Guest> guests =
        fill(
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.2",
            "10.0.0.2",
            "10.0.0.3",
            "10.0.0.4",
            "10.0.0.3",
            "10.0.0.5");
    assertEquals(Optional.of(guests.get(1)), slots.admit(new Guest("10.0.0.9")));
    assertEquals(Optional.of(guests.get(2)), slots.admit(new Guest("10.0.0.2")));
  }

  @Test
  void shouldHaveTheOldestOfAllGiveWayWhereEachHasOne() {
    List<Guest> guests =
        fill(
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.3",
            "10.0.0.4",
            "10.0.0.5",
            "10.0.0.6",
            "10.0.0.7",
            "10.0.0.8");
    assertEquals(Optional.of(guests.get(0)), slots.admit(new Guest("10.0.0.9")));
  }

  @Test
  void shouldTakeOneNetworkOfIpv6ForOneAddress() {
    List<Guest> guests =
        fill(
            "10.0.0.1",
            "10.0.0.1",
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8::3",
            "10.0.0.4",
            "10.0.0.5",
            "10.0.0.6");
    assertEquals(Optional.of(guests.get(2)), slots.admit(new Guest("10.0.0.9")));
  }

  @Test
  void shouldKeepAShareForWhoLoggedInLately() {
    Guest known = new Guest("10.0.0.1");
    recent.succeeded(known.from());
    assertEquals(Optional.empty(), slots.admit(known));
    List<Guest> strangers =
        fill("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8");
    Guest alsoKnown = new Guest("10.0.0.1");
    assertEquals(Optional.of(strangers.get(0)), slots.admit(alsoKnown));
    for (int i = 0; i < 100; i++) {
      Guest gone = slots.admit(new Guest("10.0.1." + i)).orElseThrow();
      assertEquals(false, gone == known || gone == alsoKnown);
    }
    Guest third = new Guest("10.0.0.1"); // above its share it is like the others
    assertEquals(Optional.of(known), slots.admit(third));
  }

  @Test
  void shouldForgetWhoLeft() {
    List<Guest> guests = fill("10.0.0.1", "10.0.0.1", "10.0.0.1");
    guests.forEach(slots::leave);
    fill(
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.0.2");
  }
}
