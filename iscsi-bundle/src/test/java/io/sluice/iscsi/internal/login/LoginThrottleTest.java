package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final LoginThrottle.Judgement RIGHT = () -> {};
  private static final LoginThrottle.Judgement WRONG =
      () -> {
        throw new LoginException(LoginStatus.AUTHENTICATION_FAILURE, "wrong");
      };

  private long now;
  private final LoginThrottle throttle = new LoginThrottle(() -> now, new RecentLogins(() -> now));
  private final InetAddress home = address("192.0.2.1");
  private final InetAddress away = address("192.0.2.2");

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private LoginStatus attempt(String name, InetAddress from, LoginThrottle.Judgement judgement) {
    try {
      throttle.judge(name, from, judgement);
      return LoginStatus.SUCCESS;
    } catch (LoginException e) {
      return e.status();
    }
  }

  private void guess(String name, InetAddress from, int times) {
    for (int i = 0; i < times; i++) {
      attempt(name, from, WRONG);
    }
  }

  private void advance(double seconds) {
    now += (long) (seconds * 1e9);
  }

  @Test
  void shouldDoubleTheWaitWithEachFailureAboveAFew() {
    guess("alice", home, 3);
    assertEquals(LoginStatus.SERVICE_UNAVAILABLE, attempt("alice", home, RIGHT));
    advance(0.6);
    assertEquals(LoginStatus.AUTHENTICATION_FAILURE, attempt("alice", home, WRONG));
    advance(0.6);
    assertEquals(LoginStatus.SERVICE_UNAVAILABLE, attempt("alice", home, RIGHT));
    advance(0.6);
    assertEquals(LoginStatus.SUCCESS, attempt("alice", home, RIGHT));
  }

  @Test
  void shouldNotTakeBackFailuresWhenAnotherNameSucceeds() {
    int judged = 0;
    for (int i = 0; i < 1000; i++) {
      assertEquals(LoginStatus.SUCCESS, attempt("mallory", home, RIGHT));
      judged += attempt("alice", home, WRONG) == LoginStatus.AUTHENTICATION_FAILURE ? 1 : 0;
      advance(0.005);
    }
    assertTrue(judged <= 7, judged + " guesses were judged in 5 seconds");
  }

  @Test
  void shouldSlowDownAnAddressThatTriesOneNameAfterTheOther() {
    int judged = 0;
    for (int i = 0; i < 1000; i++) {
      judged += attempt("name" + i, home, WRONG) == LoginStatus.AUTHENTICATION_FAILURE ? 1 : 0;
    }
    assertEquals(3, judged);
  }

  @Test
  void shouldTakeTheAddressesOfOneNetworkOfIpv6ForOne() {
    for (int i = 0; i < 3; i++) {
      guess("alice", address("2001:db8::" + (i + 1)), 1);
    }
    assertEquals(
        LoginStatus.SERVICE_UNAVAILABLE, attempt("bob", address("2001:db8::ffff:1"), RIGHT));
    assertEquals(LoginStatus.SUCCESS, attempt("bob", address("2001:db8:0:1::1"), RIGHT));
  }

  @Test
  void shouldSlowDownANameThatIsGuessedFromManyAddresses() {
    int judged = 0;
    for (int i = 0; i < 1000; i++) {
      InetAddress bot = address("10.0." + i / 250 + "." + (1 + i % 250));
      judged += attempt("alice", bot, WRONG) == LoginStatus.AUTHENTICATION_FAILURE ? 1 : 0;
      advance(0.01);
    }
    assertTrue(judged <= 20, judged + " guesses were judged in 10 seconds");
  }

  @Test
  void shouldLockNobodyOutWhereHeHasLoggedInFromLately() {
    assertEquals(LoginStatus.SUCCESS, attempt("alice", home, RIGHT));
    for (int i = 0; i < 100; i++) {
      guess("alice", address("10.0.0." + (1 + i)), 3); // her name from elsewhere
      guess("bob", home, 3); // another's name from her address
    }
    assertEquals(LoginStatus.SUCCESS, attempt("alice", home, RIGHT));
    assertEquals(LoginStatus.SERVICE_UNAVAILABLE, attempt("alice", away, RIGHT));
  }

  @Test
  void shouldForgetInTime() {
    guess("alice", home, 100);
    advance(400);
    guess("alice", home, 2);
    assertEquals(LoginStatus.SUCCESS, attempt("alice", home, RIGHT));
  }

  @Test
  void shouldJudgeGuessesThatComeAtOnceOneAfterTheOther() throws Exception {
    AtomicInteger judged = new AtomicInteger();
    LoginThrottle.Judgement counted =
        () -> {
          judged.incrementAndGet();
          WRONG.run();
        };
    ExecutorService pool = Executors.newFixedThreadPool(31);
    List<Callable<LoginStatus>> guesses = new ArrayList<>();
    for (int i = 0; i < 31; i++) {
      guesses.add(() -> attempt("alice", home, counted));
    }
    pool.invokeAll(guesses);
    pool.shutdown();
    assertEquals(3, judged.get());
  }

  @Test
  void shouldHoldAnyNameInBoundedMemory() {
    LoginException refused =
        assertThrows(
            LoginException.class, () -> throttle.judge("\u202e".repeat(100_000), home, WRONG));
    assertEquals(LoginStatus.AUTHENTICATION_FAILURE, refused.status());
    guess("\u202e".repeat(100_000), home, 3);
    LoginException waits =
        assertThrows(LoginException.class, () -> throttle.judge("\u202e", home, WRONG));
    assertTrue(waits.getMessage().contains("\\u202e"), waits.getMessage());
  }
}
